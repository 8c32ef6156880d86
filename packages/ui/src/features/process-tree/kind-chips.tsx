import { useTranslation } from "react-i18next";
import type { ProcessNode } from "../../shared/processes/process-queries.ts";
import { eventKinds } from "./kind-tests.ts";
import classes from "./process-tree.module.css";

/** Events of a process by kind, with how many there are. */
export function KindChips({ kinds }: { readonly kinds: ProcessNode["kinds"] }) {
  const { t } = useTranslation("process-tree");
  if (kinds === null) return null;
  return (
    <span className={classes["chips"]}>
      {eventKinds.flatMap((kind) =>
        kinds[kind] === undefined
          ? []
          : [
              <span
                key={kind}
                className={classes["chip"]}
                data-kind={kind}
                title={`${t(`kind.${kind}`)}: ${kinds[kind]}`}
              >
                {t(`short.${kind}`)} {kinds[kind]}
              </span>,
            ],
      )}
    </span>
  );
}
