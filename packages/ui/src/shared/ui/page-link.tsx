import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type LookProps = AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & {
    readonly ref?: Ref<HTMLAnchorElement>;
  };

function Look(props: LookProps) {
  return <Anchor {...props} />;
}

/** A link to a page of ours, with its path and search parameters checked. */
export const PageLink = createLink(Look);
