import { Menu, type MenuProps } from "@mantine/core";
import { type MouseEventHandler, type ReactElement, type ReactNode, useEffect, useState } from "react";

interface LazyMenuProps extends Pick<MenuProps, "position"> {
  /** Draws the button, with what it is given. */
  readonly target: (props: TargetProps) => ReactElement;
  /** What the menu offers. */
  readonly children: () => ReactNode;
}

interface TargetProps {
  readonly autoFocus?: boolean;
  readonly onClick?: MouseEventHandler;
  readonly "aria-haspopup"?: "menu";
}

/** A menu that is set up when it is first opened: where each value of a list has one, most never are. */
export function LazyMenu({ target, children, position }: LazyMenuProps) {
  const [isSetUp, setSetUp] = useState(false);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(isSetUp), [isSetUp]);
  if (!isSetUp) return target({ onClick: () => setSetUp(true), "aria-haspopup": "menu" });
  return (
    <Menu opened={isOpen} onChange={setOpen} withinPortal {...(position === undefined ? {} : { position })}>
      {/* The button is another element now, and is to have the focus that the first one had: it is given back to it. */}
      <Menu.Target>{target({ autoFocus: true })}</Menu.Target>
      <Menu.Dropdown>{children()}</Menu.Dropdown>
    </Menu>
  );
}
