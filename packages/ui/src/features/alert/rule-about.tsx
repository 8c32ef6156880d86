import { Anchor, Group, List, Spoiler, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../shared/event/visible-text.ts";
import { OriginalTextToggle } from "../../shared/rule-text/original-text-toggle.tsx";
import { PageLink } from "../../shared/ui/page-link.tsx";
import { LazyMarkdown } from "./lazy-markdown.tsx";
import { type RuleOfAlert, type Threat, webAddress } from "./rule-of-alert.ts";

/** Six lines of the description: none is cut through. */
const wholeLinesPx = 131;

/** What the rule says about itself: what it is for, which technique, when it is wrong. */
export function RuleAbout({
  rule,
  translations,
}: {
  readonly rule: RuleOfAlert;
  /** Of its texts, by language. */
  readonly translations: unknown;
}) {
  const { t } = useTranslation("alert");
  const { t: shared } = useTranslation("shared");
  return (
    <Stack gap="md">
      <section aria-label={t("rule.title")}>
        <Group justify="space-between" mb={4}>
          <Title order={2} size="h5">
            {t("rule.title")}
          </Title>
          <OriginalTextToggle translations={translations} />
        </Group>
        <Text size="sm" mb={4}>
          <PageLink inherit to="/rules/$ruleId" params={{ ruleId: rule.ruleId }}>
            {visibleText(rule.name)}
          </PageLink>
          {rule.version !== undefined && ` · ${t("why.version", { version: rule.version })}`}
          {rule.authors.length > 0 && ` · ${visibleText(rule.authors.join(", "))}`}
        </Text>
        <Spoiler maxHeight={wholeLinesPx} fz="sm" showLabel={t("rule.more")} hideLabel={shared("close")}>
          <LazyMarkdown text={rule.description} />
        </Spoiler>
      </section>
      {rule.tactics.length > 0 && (
        <section aria-label="MITRE ATT&CK">
          <Title order={2} size="h5" mb={4}>
            MITRE ATT&CK
          </Title>
          {rule.tactics.map((tactic) => (
            <Group key={tactic.id + tactic.name} gap={6} align="baseline">
              <ThreatLink threat={tactic} />
              {tactic.below.map((technique) => (
                <Text key={technique.id + technique.name} span size="sm">
                  › <ThreatLink threat={technique} />
                  {technique.below.map((sub) => (
                    <span key={sub.id + sub.name}>
                      {" "}
                      › <ThreatLink threat={sub} />
                    </span>
                  ))}
                </Text>
              ))}
            </Group>
          ))}
        </section>
      )}
      {rule.falsePositives.length > 0 && (
        <section aria-label={t("rule.falsePositives")}>
          <Title order={2} size="h5" mb={4}>
            {t("rule.falsePositives")}
          </Title>
          <List size="sm" spacing={4}>
            {rule.falsePositives.map((text) => (
              <List.Item key={text}>
                <LazyMarkdown text={text.replace(/\s+/g, " ")} />
              </List.Item>
            ))}
          </List>
        </section>
      )}
      {rule.references.length > 0 && (
        <section aria-label={t("rule.references")}>
          <Title order={2} size="h5" mb={4}>
            {t("rule.references")}
          </Title>
          <List size="sm">
            {rule.references.map((text) => {
              const address = webAddress(text);
              return (
                <List.Item key={text}>
                  {address === undefined ? (
                    visibleText(text)
                  ) : (
                    <Anchor href={address} target="_blank" rel="noreferrer noopener" inherit>
                      {visibleText(text)}
                    </Anchor>
                  )}
                </List.Item>
              );
            })}
          </List>
        </section>
      )}
    </Stack>
  );
}

function ThreatLink({ threat: { id, name, reference } }: { readonly threat: Threat }) {
  const text = `${visibleText(name)} (${visibleText(id)})`;
  return reference === undefined ? (
    <Text span size="sm">
      {text}
    </Text>
  ) : (
    <Anchor size="sm" href={reference} target="_blank" rel="noreferrer noopener">
      {text}
    </Anchor>
  );
}
