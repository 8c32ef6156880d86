import { Anchor } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type EventQuery, exploreLink } from "./event-query.ts";

interface ExploreAnchorProps {
  readonly query: EventQuery;
  readonly label?: string;
}

/** Leads to the same events in Explore. */
export function ExploreAnchor({ query, label }: ExploreAnchorProps) {
  const { t } = useTranslation("shared");
  return (
    // Explore reads whatever stands in its address.
    <Anchor component={Link} to="/explore" search={exploreLink(query) as never} size="xs" lh={1.4}>
      <IconSearch size={12} aria-hidden style={{ marginInlineEnd: 4, verticalAlign: "-1px" }} />
      {label ?? t("openInExplore")}
    </Anchor>
  );
}
