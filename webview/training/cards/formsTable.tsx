import { showNumber } from '../../../src/core/base/show.ts';
import { formsAgree, momentumForms } from '../model/momentumForms.ts';
import type { UpdateRow } from '../model/updateNumbers.ts';
import { DataTable } from '../plot/dataTable.tsx';

interface FormsTableProps {
  readonly rows: readonly UpdateRow[];
  readonly index: number;
}

/** The same update as other courses write it: whoever reads their formulas finds their numbers here. */
export function FormsTable({ rows, index }: FormsTableProps) {
  const forms = momentumForms(rows, index);
  if ((rows[index]?.beta ?? 0) === 0 || forms.length === 0) return null;
  return (
    <details class="forms">
      <summary>As other courses write it</summary>
      <DataTable
        caption={
          formsAgree(forms)
            ? 'With lr converted, all three move W alike.'
            : 'lr has changed on the way: with lr inside v, W still coasts on the old one.'
        }
        columns={['form', 'rule', 'lr', 'v', 'W moves by']}
        rows={forms.map(({ name, rule, lr, velocity, move }) => [
          name,
          rule,
          showNumber(lr),
          showNumber(velocity),
          showNumber(move),
        ])}
      />
    </details>
  );
}
