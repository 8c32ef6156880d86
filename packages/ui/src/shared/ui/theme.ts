import {
  Alert,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  type MantineThemeOverride,
  Modal,
  Table,
} from "@mantine/core";

/** Calm and readable in both schemes; measured against WCAG AA on the surfaces that it stands on. */
const teal: MantineColorsTuple = [
  "#e3f8fa",
  "#d0edf1",
  "#a2dae2",
  "#70c6d2",
  "#4ab5c4",
  "#31aabc",
  "#1f9bae",
  "#0b7285",
  "#085f70",
  "#034b59",
];

/** Texts, lines and surfaces of the dark scheme, of one family with `--eqlite-surface` and `--eqlite-background`. */
const dark: MantineColorsTuple = [
  "#d5dade",
  "#b8c0c7",
  "#8f98a1",
  "#7d8790",
  "#3a424a",
  "#2e353c",
  "#242b31",
  "#1c2126",
  "#171b20",
  "#14181c",
];

export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: 7,
  autoContrast: true,
  colors: { teal, dark },
  defaultRadius: "sm",
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, monospace',
  headings: { fontWeight: "600" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    // The bar and the icon have the colour; the words must be read.
    Alert: Alert.extend({ styles: { title: { color: "var(--mantine-color-text)" } } }),
    // A table that is wider than its place is scrolled by keys too.
    TableScrollContainer: Table.ScrollContainer.extend({
      defaultProps: { scrollAreaProps: { viewportProps: { tabIndex: 0 } } },
    }),
  },
});

/** What a button with a cross says of itself, where nothing else says it. */
export function closesWith(label: string): MantineThemeOverride {
  const defaultProps = { closeButtonProps: { "aria-label": label } };
  return {
    components: { Drawer: Drawer.extend({ defaultProps }), Modal: Modal.extend({ defaultProps }) },
  };
}

/** Colours that Mantine has no name for. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-placeholder": "#6d757c",
    "--eqlite-surface": "#ffffff",
    "--eqlite-background": "#f6f8f9",
    "--eqlite-low": "#3b6ea5",
    "--eqlite-medium": "#8a6100",
    "--eqlite-high": "#b04a00",
    "--eqlite-critical": "#b3202c",
    "--eqlite-match": "#d3f1e0",
  },
  dark: {
    "--mantine-color-dimmed": "#a6adb4",
    "--mantine-color-placeholder": "#9aa2aa",
    "--eqlite-surface": "#1c2126",
    "--eqlite-background": "#14181c",
    "--eqlite-low": "#7db4ec",
    "--eqlite-medium": "#e6b84a",
    "--eqlite-high": "#ff9a57",
    "--eqlite-critical": "#ff7b84",
    "--eqlite-match": "#1b4531",
  },
});
