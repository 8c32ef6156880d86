import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { visibleText } from "../../shared/event/visible-text.ts";

/** Names and what stands for them; what is empty is left out. */
export function FactsTable({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}) {
  return (
    <Table withTableBorder layout="fixed" maw={860}>
      <Table.Tbody>
        {facts
          .filter(([, value]) => value !== "" && value !== null && value !== undefined)
          .map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w="38%" fw={500} scope="row">
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: "anywhere" }}>
                {typeof value === "string" ? visibleText(value) : value}
              </Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  );
}
