import { Paper, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Markdown } from "../../shared/markdown/markdown.tsx";
import type { RuleParameters } from "../../shared/rule-text/rule-toml.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { textOf } from "./parameter-reader.ts";

/** How to investigate an alert, and what has to be set up, as its author wrote it. */
export function GuideTab({ parameters }: { readonly parameters: RuleParameters }) {
  const { t } = useTranslation("rules");
  const note = textOf(parameters, "note");
  const setup = textOf(parameters, "setup");
  if (note === "" && setup === "") {
    return <EmptyState title={t("guide.none")}>{t("guide.noneHint")}</EmptyState>;
  }
  return (
    <Paper withBorder p="md">
      <Stack maw={860}>
        {note !== "" && <Markdown text={note} topHeading={2} />}
        {setup !== "" && (
          <div>
            {!/^#/.test(setup) && (
              <Title order={2} size="h4">
                {t("guide.setup")}
              </Title>
            )}
            <Markdown text={setup} topHeading={2} />
          </div>
        )}
      </Stack>
    </Paper>
  );
}
