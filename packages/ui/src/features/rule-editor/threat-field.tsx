import { ActionIcon, Button, Group, Input, MultiSelect, Select, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { attackTactics, attackVersion } from "../../shared/attack/attack-catalogue.ts";
import {
  chosenOf,
  newThreat,
  type Threat,
  tacticChoices,
  techniqueChoices,
  withTactic,
  withTechniques,
} from "./threat-draft.ts";

interface ThreatFieldProps {
  readonly threats: readonly Threat[];
  readonly problem: string | undefined;
  onThreats(threats: readonly Threat[]): void;
}

/** Options shown at once; typing narrows them. */
const mostShown = 80;

/** Which tactics and techniques of MITRE ATT&CK a rule is about. */
export function ThreatField({ threats, problem, onThreats }: ThreatFieldProps) {
  const { t } = useTranslation("rule-editor");
  const replace = (at: number, threat: Threat): void => onThreats(threats.with(at, threat));
  const taken = new Set(threats.map((threat) => chosenOf(threat).tactic));
  const next = attackTactics.find(({ id }) => !taken.has(id));
  return (
    <Stack gap={6} component="fieldset" m={0} p={0} style={{ border: 0, minWidth: 0 }}>
      <Input.Label component="legend" labelElement="div" p={0}>
        {t("threat.title")}
      </Input.Label>
      <Text size="xs" c="dimmed">
        {t("threat.hint", { version: attackVersion })}
      </Text>
      {threats.map((threat, at) => {
        const { tactic, techniques } = chosenOf(threat);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a tactic may stand twice, and has nothing else that is its own
          <Group key={at} align="flex-start" gap="xs" wrap="nowrap">
            <Group align="flex-start" gap="xs" flex={1} miw={0}>
              <Select
                aria-label={t("threat.tactic", { number: at + 1 })}
                data={tacticChoices(threat)}
                value={tactic}
                allowDeselect={false}
                searchable
                flex="1 1 220px"
                onChange={(id) => id !== null && replace(at, withTactic(threat, id))}
              />
              <MultiSelect
                aria-label={t("threat.techniques", { number: at + 1 })}
                placeholder={techniques.length === 0 ? t("threat.choose") : ""}
                data={techniqueChoices(threat)}
                value={[...techniques]}
                searchable
                hidePickedOptions
                limit={mostShown}
                nothingFoundMessage={t("threat.none")}
                flex="3 1 320px"
                miw={0}
                onChange={(ids) => replace(at, withTechniques(threat, ids))}
              />
            </Group>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t("threat.remove", { number: at + 1 })}
              onClick={() => onThreats(threats.toSpliced(at, 1))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        );
      })}
      {problem !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={next === undefined}
          onClick={() => next !== undefined && onThreats([...threats, newThreat(next.id)])}
        >
          {t("threat.add")}
        </Button>
      </div>
    </Stack>
  );
}
