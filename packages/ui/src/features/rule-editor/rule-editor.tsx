import { Alert, Button, Group, Loader, Modal, SegmentedControl, Stack, Text } from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../shared/api/api-error.ts";
import { call } from "../../shared/api/call.ts";
import { useMay } from "../../shared/api/me.ts";
import { type RuleParameters, ruleToml } from "../../shared/rule-text/rule-toml.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { PageHeader } from "../../shared/ui/page-header.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { forgetDraft, keepDraft, readKeptDraft } from "./draft-storage.ts";
import {
  draftFromText,
  draftOf,
  finishedDraft,
  isSameDraft,
  newDraft,
  problemsByField,
} from "./rule-draft.ts";
import classes from "./rule-editor.module.css";
import { RuleForm } from "./rule-form.tsx";
import { type PreviewHandle, RulePreview } from "./rule-preview.tsx";
import { type CheckAnswer, RuleTextView } from "./rule-text-view.tsx";

/** Writes a new rule. */
export function NewRuleEditor() {
  const { t } = useTranslation("rule-editor");
  const [original] = useState(newDraft);
  return <MayEdit title={t("title.new")} original={original} ruleId={undefined} revision={undefined} />;
}

/** Changes a rule that is there. */
export function ExistingRuleEditor({ ruleId }: { readonly ruleId: string }) {
  const { t } = useTranslation("rule-editor");
  const found = useQuery({
    queryKey: ["rules", "to-edit", ruleId],
    queryFn: ({ signal }) => call("GET /api/v1/rules/{rule_id}", { path: { rule_id: ruleId }, signal }),
    // What is edited does not change under who edits it; saving finds out.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (found.data === undefined) {
    return found.error === null ? (
      <Loader aria-label={t("loading")} />
    ) : (
      <ErrorNotice title={t("notFetched")} error={found.error} onRetry={() => void found.refetch()} />
    );
  }
  const { rule, parameters } = found.data;
  const { enabled: _, ...original } = draftOf(parameters);
  return (
    <MayEdit
      key={rule.revision}
      title={t("title.edit", { name: rule.name })}
      original={original}
      ruleId={ruleId}
      revision={rule.revision}
      isOfFile={rule.origin !== "api"}
      onReload={() => void found.refetch()}
    />
  );
}

interface EditorProps {
  readonly title: string;
  readonly original: RuleParameters;
  /** None for a new rule. */
  readonly ruleId: string | undefined;
  readonly revision: number | undefined;
  readonly isOfFile?: boolean;
  onReload?(): void;
}

function MayEdit(props: EditorProps) {
  const { t } = useTranslation("rule-editor");
  const mayChange = useMay("manage-rules");
  if (mayChange) return <RuleEditor {...props} />;
  return (
    <>
      <PageHeader title={props.title} />
      <EmptyState title={t("mayNot")}>{t("mayNotHint")}</EmptyState>
    </>
  );
}

/** Time without a key after which a text is sent to be checked. */
const checkDelayMs = 400;

function RuleEditor({ title, original, ruleId, revision, isOfFile = false, onReload }: EditorProps) {
  const { t } = useTranslation("rule-editor");
  const client = useQueryClient();
  const navigate = useNavigate();
  const storageKey = ruleId ?? "new";
  const [kept] = useState(() => readKeptDraft(localStorage, storageKey));
  const [restored, setRestored] = useState(kept);
  const [draft, setDraft] = useState<RuleParameters>(kept?.draft ?? original);
  /** The text, as long as that is what is edited. */
  const [text, setText] = useState<string | undefined>(kept?.text);
  const [baseRevision, setBaseRevision] = useState(kept === undefined ? revision : kept.revision);
  const preview = useRef<PreviewHandle>(null);
  const isSaved = useRef(false);

  const [settledText] = useDebouncedValue(text, checkDelayMs);
  const textCheck = useQuery({
    queryKey: ["rule-check", "text", settledText],
    queryFn: ({ signal }) => call("POST /api/v1/rules/check", { body: { rule: settledText ?? "" }, signal }),
    enabled: settledText !== undefined && text !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  });
  const checkedText: CheckAnswer | undefined = settledText === text ? textCheck.data : undefined;
  const fromText =
    text !== undefined && checkedText?.ok === true && checkedText.rules.length === 1
      ? checkedText.rules[0]?.parameters
      : undefined;
  useEffect(() => {
    if (fromText !== undefined && text !== undefined)
      setDraft((former) => draftFromText(text, fromText, former));
  }, [fromText, text]);
  const isTextOpen = text !== undefined;
  const isTextRead = !isTextOpen || fromText !== undefined;

  const isChanged = (isTextOpen && !isTextRead) || !isSameDraft(draft, original);
  useEffect(() => {
    if (isSaved.current) return;
    if (!isChanged) {
      forgetDraft(localStorage, storageKey);
      return;
    }
    keepDraft(localStorage, storageKey, {
      draft,
      revision: baseRevision,
      text: isTextRead ? undefined : text,
      savedMs: Date.now(),
    });
  }, [draft, text, isTextRead, isChanged, baseRevision, storageKey]);
  const blocker = useBlocker({
    shouldBlockFn: () => isChanged && !isSaved.current,
    enableBeforeUnload: () => isChanged && !isSaved.current,
    withResolver: true,
  });

  // Problems are told when somebody has tried to save, and from then on as they are put right.
  const [hasTried, setTried] = useState(false);
  const [settledDraft] = useDebouncedValue(draft, checkDelayMs);
  const draftCheck = useQuery({
    queryKey: ["rule-check", "draft", settledDraft],
    queryFn: ({ signal }) => call("POST /api/v1/rules/check", { body: { rule: settledDraft }, signal }),
    enabled: hasTried && !isTextOpen,
    gcTime: 10_000,
    placeholderData: (former) => former,
  });
  const problems =
    hasTried && draftCheck.data !== undefined
      ? problemsByField(draftCheck.data.source, draftCheck.data.diagnostics)
      : new Map<string, string>();

  const save = useMutation({
    mutationFn: async (isForced: boolean) => {
      setTried(true);
      const checked = await call("POST /api/v1/rules/check", { body: { rule: finishedDraft(draft) } });
      if (!checked.ok) throw new InvalidRule();
      return ruleId === undefined
        ? await call("POST /api/v1/rules", { body: { rule: finishedDraft(draft) } })
        : await call("PUT /api/v1/rules/{rule_id}", {
            path: { rule_id: ruleId },
            body: {
              rule: finishedDraft(draft),
              ...(isForced || baseRevision === undefined ? {} : { if_revision: baseRevision }),
            },
          });
    },
    onSuccess: async (rule) => {
      isSaved.current = true;
      forgetDraft(localStorage, storageKey);
      notifications.show({ color: "teal", message: t("saved", { name: rule.name }) });
      await client.invalidateQueries({ queryKey: ["rules"] });
      await navigate({ to: "/rules/$ruleId", params: { ruleId: rule.rule_id } });
    },
  });
  const isConflict = save.error instanceof ApiError && save.error.code === "conflict" && ruleId !== undefined;
  const maySave = isTextRead && !save.isPending;
  const trySave = (): void => {
    if (maySave) save.mutate(false);
  };
  useHotkeys([["mod+S", trySave]], [], true);

  const discard = (): void => {
    forgetDraft(localStorage, storageKey);
    setDraft(original);
    setText(undefined);
    setBaseRevision(revision);
    setRestored(undefined);
    setTried(false);
    save.reset();
  };
  const showText = (): void => setText(ruleToml(draft));
  const obstacle = !isTextRead
    ? t("preview.textBroken")
    : String(draft["query"] ?? "").trim() === ""
      ? t("preview.noQuery")
      : undefined;
  // A rule needs a name to be tried; a draft may not have one yet.
  const tried = useTryable(draft);

  return (
    <Stack gap="sm">
      <PageHeader
        title={title}
        {...(isOfFile ? { hint: t("ofFile") } : {})}
        actions={
          <>
            <SegmentedControl
              size="xs"
              aria-label={t("view.label")}
              value={isTextOpen ? "text" : "form"}
              onChange={(view) => (view === "text" ? showText() : isTextRead && setText(undefined))}
              data={[
                { value: "form", label: t("view.form"), disabled: !isTextRead },
                { value: "text", label: t("view.text") },
              ]}
            />
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                void navigate(
                  ruleId === undefined ? { to: "/rules" } : { to: "/rules/$ruleId", params: { ruleId } },
                )
              }
            >
              {t("cancel", { ns: "shared" })}
            </Button>
            <Button
              size="xs"
              leftSection={<IconDeviceFloppy size={14} aria-hidden />}
              title={t("saveKeys")}
              disabled={!maySave}
              loading={save.isPending}
              onClick={trySave}
            >
              {t("save", { ns: "shared" })}
            </Button>
          </>
        }
      />
      {restored !== undefined && isChanged && (
        <Alert color="blue" variant="light" p="xs" role="status">
          <Group justify="space-between" gap="xs">
            <Text size="sm">
              {t("restored")} <TimeText time={restored.savedMs} style="relative" />
            </Text>
            <Button size="compact-xs" variant="default" onClick={discard}>
              {t("discard")}
            </Button>
          </Group>
        </Alert>
      )}
      {isConflict ? (
        <Alert color="orange" role="alert" title={t("conflict.title")}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{save.error?.message}</Text>
            <Group gap="xs">
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  discard();
                  onReload?.();
                }}
              >
                {t("conflict.load")}
              </Button>
              <Button size="xs" variant="default" onClick={() => save.mutate(true)}>
                {t("conflict.force")}
              </Button>
            </Group>
          </Stack>
        </Alert>
      ) : (
        save.error !== null &&
        !(save.error instanceof InvalidRule) && <ErrorNotice title={t("notSaved")} error={save.error} />
      )}
      {hasTried && problems.size > 0 && !isTextOpen && <ProblemSummary problems={problems} />}
      <div className={classes["columns"]}>
        {isTextOpen ? (
          <RuleTextView text={text} onText={setText} checked={checkedText} />
        ) : (
          <RuleForm
            draft={draft}
            onDraft={setDraft}
            problems={problems}
            isNew={ruleId === undefined}
            onPreview={() => preview.current?.run()}
          />
        )}
        <div className={classes["preview"]}>
          <RulePreview draft={tried} obstacle={obstacle} handle={preview} />
        </div>
      </div>
      <Modal opened={blocker.status === "blocked"} onClose={() => blocker.reset?.()} title={t("leave.title")}>
        <Stack>
          <Text size="sm">{t("leave.hint")}</Text>
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={() => {
                isSaved.current = true;
                forgetDraft(localStorage, storageKey);
                blocker.proceed?.();
              }}
            >
              {t("leave.discard")}
            </Button>
            <Button variant="default" onClick={() => blocker.proceed?.()}>
              {t("leave.keep")}
            </Button>
            <Button data-autofocus onClick={() => blocker.reset?.()}>
              {t("leave.stay")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}

/** The rule was checked and is wrong; what about it stands beside its fields. */
class InvalidRule extends Error {
  override readonly name = "InvalidRule";
}

/** Fields that the form shows beside themselves what is wrong with them. */
const formFields: ReadonlySet<string> = new Set([
  "name",
  "query",
  "index",
  "description",
  "severity",
  "risk_score",
  "max_signals",
  "interval",
  "from",
  "tags",
  "references",
  "note",
]);

function ProblemSummary({ problems }: { readonly problems: ReadonlyMap<string, string> }) {
  const { t } = useTranslation("rule-editor");
  const known = [...problems.keys()].filter((field) => formFields.has(field));
  const others = [...problems].filter(([field]) => !formFields.has(field));
  return (
    <Alert color="red" variant="light" role="alert" title={t("invalid.title")}>
      {known.length > 0 && (
        <Text size="sm">
          {t("invalid.fields", { fields: known.map((field) => t(`field.${field}`)).join(", ") })}
        </Text>
      )}
      {others.map(([field, problem]) => (
        <Text key={field} size="sm">
          {field === "" ? problem : `${field}: ${problem}`}
        </Text>
      ))}
    </Alert>
  );
}

/** The draft as it can be tried: with a name and a description where it has none yet. */
function useTryable(draft: RuleParameters): RuleParameters {
  const last = useRef<{ readonly draft: RuleParameters; readonly tried: RuleParameters }>(undefined);
  if (last.current?.draft === draft) return last.current.tried;
  const tried = {
    ...draft,
    name: draft["name"] || "preview",
    description: draft["description"] || "preview",
  };
  last.current = { draft, tried };
  return tried;
}
