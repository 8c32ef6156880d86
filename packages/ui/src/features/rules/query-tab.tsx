import { Anchor, Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { EqlText } from "../../shared/eql-editor/eql-text.tsx";
import { visibleText } from "../../shared/event/visible-text.ts";
import type { RuleParameters } from "../../shared/rule-text/rule-toml.ts";
import { CopyTextButton } from "../../shared/ui/copy-text-button.tsx";
import { tacticsOf, textOf, textsOf } from "./parameter-reader.ts";

/** What a rule looks for, and in the terms of which technique. */
export function QueryTab({ parameters }: { readonly parameters: RuleParameters }) {
  const { t } = useTranslation("rules");
  const query = textOf(parameters, "query");
  const tactics = tacticsOf(parameters);
  const index = textsOf(parameters, "index");
  const tags = textsOf(parameters, "tags");
  const references = textsOf(parameters, "references");
  const falsePositives = textsOf(parameters, "false_positives");
  const isEql = textOf(parameters, "language") === "eql";
  return (
    <Stack gap="md">
      <Text size="sm" style={{ whiteSpace: "pre-line" }} maw={900}>
        {visibleText(withoutLineBreaks(textOf(parameters, "description")))}
      </Text>
      <div>
        <Group justify="space-between" mb={6}>
          <Title order={2} size="h5">
            {t("query.title")}
          </Title>
          <CopyTextButton text={query} />
        </Group>
        <Paper withBorder>
          {isEql ? (
            <EqlText query={query} label={t("query.title")} />
          ) : (
            <Text component="pre" className="eql-text">
              {visibleText(query)}
            </Text>
          )}
        </Paper>
        {index.length > 0 && (
          <Text size="sm" c="dimmed" mt={6} style={{ overflowWrap: "anywhere" }}>
            {t("query.index", { index: visibleText(index.join(", ")) })}
          </Text>
        )}
      </div>
      {tactics.length > 0 && (
        <Section title={t("query.threat")}>
          <Stack gap={4} component="ul" m={0} pl="md">
            {tactics.map((tactic) => (
              <Text key={tactic.id} component="li" size="sm">
                <strong>{visibleText(tactic.name)}</strong> {tactic.id}
                {tactic.techniques.map((technique) => (
                  <span key={technique.id}>
                    {" › "}
                    {visibleText(technique.name)} {technique.id}
                    {technique.subtechniques.map((sub) => (
                      <span key={sub.id}>
                        {" › "}
                        {visibleText(sub.name)} {sub.id}
                      </span>
                    ))}
                  </span>
                ))}
              </Text>
            ))}
          </Stack>
        </Section>
      )}
      {tags.length > 0 && (
        <Section title={t("query.tags")}>
          <Group gap={6}>
            {tags.map((tag) => (
              <Badge key={tag} variant="default" tt="none" fw={400}>
                {visibleText(tag)}
              </Badge>
            ))}
          </Group>
        </Section>
      )}
      {falsePositives.length > 0 && (
        <Section title={t("query.falsePositives")}>
          <Stack component="ul" gap={4} m={0} pl="md" maw={900}>
            {falsePositives.map((one) => (
              <Text key={one} component="li" size="sm">
                {visibleText(one)}
              </Text>
            ))}
          </Stack>
        </Section>
      )}
      {references.length > 0 && (
        <Section title={t("query.references")}>
          <Stack component="ul" gap={4} m={0} pl="md">
            {references.map((one) => (
              <Text key={one} component="li" size="sm" style={{ overflowWrap: "anywhere" }}>
                {/^https?:\/\//i.test(one) ? (
                  <Anchor href={one} target="_blank" rel="noreferrer noopener" inherit>
                    {visibleText(one)}
                  </Anchor>
                ) : (
                  visibleText(one)
                )}
              </Text>
            ))}
          </Stack>
        </Section>
      )}
    </Stack>
  );
}

/** Lines of one paragraph are one; rule files break them where their text was narrow. */
function withoutLineBreaks(text: string): string {
  return text.replaceAll(/(\S)[ \t]*\n(?=[^\s*-])/g, "$1 ");
}

function Section({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <Title order={2} size="h5" mb={6}>
        {title}
      </Title>
      {children}
    </div>
  );
}
