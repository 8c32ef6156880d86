import { useEffect, useRef, useSyncExternalStore } from "react";

/** A key, or two one after the other such as `g a`. */
export interface Shortcut {
  readonly keys: string;
  /** What it does, in the chosen language. */
  readonly label: string;
}

interface Registered extends Shortcut {
  run(): void;
}

/** Time within which the second key follows the first. */
const chordMs = 1_000;

const registered = new Set<Registered>();
const listeners = new Set<() => void>();
let shown: readonly Shortcut[] = [];

function changed(): void {
  const byKeys = new Map([...registered].map(({ keys, label }) => [keys, { keys, label }]));
  shown = [...byKeys.values()];
  for (const listener of listeners) listener();
}

/** Runs something when its keys are pressed, as long as the component is there and `isOn`. The last one to come wins. */
export function useShortcut(keys: string, label: string, run: () => void, isOn = true): void {
  const current = useRef(run);
  current.current = run;
  useEffect(() => {
    if (!isOn) return;
    const entry: Registered = { keys, label, run: () => current.current() };
    registered.add(entry);
    changed();
    return () => {
      registered.delete(entry);
      changed();
    };
  }, [keys, label, isOn]);
}

/** All that can be pressed now. */
export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => shown,
  );
}

let first: { readonly key: string; readonly atMs: number } | undefined;

/** Listens for the whole page. Returns how to stop. */
export function listenForShortcuts(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const chord =
      first !== undefined && event.timeStamp - first.atMs < chordMs ? `${first.key} ${event.key}` : "";
    first = { key: event.key, atMs: event.timeStamp };
    const found = lastOf(chord) ?? lastOf(event.key);
    if (found === undefined) return;
    event.preventDefault();
    first = undefined;
    found.run();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

function lastOf(keys: string): Registered | undefined {
  return [...registered].findLast((entry) => entry.keys === keys);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}
