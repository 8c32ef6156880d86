import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";

/** Time that something is pointed at before it is explained. */
const delayMs = 400;

interface Shown {
  readonly element: HTMLElement;
  readonly hint: string;
}

/**
 * Explains whatever has a `data-hint` when it is pointed at or reached by keys. One for the page: a tooltip for each value of a
 * table takes longer to set up than the row that it stands in.
 */
export function HintLayer() {
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    let pointed: HTMLElement | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const point = (element: HTMLElement | null): void => {
      if (element === pointed) return;
      pointed = element;
      clearTimeout(timer);
      setShown(undefined);
      const hint = element?.dataset["hint"];
      if (element === null || hint === undefined || hint === "") return;
      timer = setTimeout(() => setShown({ element, hint }), delayMs);
    };
    const onPoint = ({
      target,
      type,
      pointerType,
    }: PointerEvent | (FocusEvent & { pointerType?: string })) => {
      if (type === "pointerover" && pointerType === "touch") return;
      point(target instanceof Element ? target.closest<HTMLElement>("[data-hint]") : null);
    };
    const hide = (): void => point(null);
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") hide();
    };
    document.addEventListener("pointerover", onPoint);
    document.addEventListener("focusin", onPoint);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("keydown", onKey);
    document.documentElement.addEventListener("pointerleave", hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("pointerover", onPoint);
      document.removeEventListener("focusin", onPoint);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("keydown", onKey);
      document.documentElement.removeEventListener("pointerleave", hide);
    };
  }, []);
  if (shown === undefined) return null;
  return <Tooltip target={shown.element} label={shown.hint} opened multiline maw={480} />;
}
