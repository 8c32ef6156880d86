import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { visibleText } from "../event/visible-text.ts";
import type { ProcessNode } from "./process-queries.ts";

/** Whether a program is signed, by whom, and whether that is trusted; sensors that do not look at it say nothing. */
export function SignatureText({
  process,
}: {
  readonly process: Pick<ProcessNode, "is_signed" | "is_trusted" | "signer">;
}) {
  const { t } = useTranslation("shared");
  const { is_signed, is_trusted, signer } = process;
  const state =
    is_trusted === true
      ? "trusted"
      : is_trusted === false && (signer !== null || is_signed === true)
        ? "untrusted"
        : is_signed === false || is_trusted === false
          ? "unsigned"
          : signer !== null || is_signed === true
            ? "signed"
            : "unknown";
  return (
    <Text
      span
      inherit
      {...(state === "unknown"
        ? { c: "dimmed" }
        : state === "untrusted" || state === "unsigned"
          ? { c: "red" }
          : {})}
    >
      {t(`signature.${state}`)}
      {signer === null ? "" : ` · ${visibleText(signer)}`}
    </Text>
  );
}
