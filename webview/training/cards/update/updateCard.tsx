import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { showNumber } from '../../../../src/core/base/show.ts';
import { FormulaView } from '../../../shared/formula.tsx';
import { formsAgree, momentumForms } from '../../model/momentumForms.ts';
import { usePanel } from '../../model/panelContext.ts';
import { effectiveRate, memoryNames, ruleLines } from '../../model/ruleLines.ts';
import { waitingWords } from '../../model/runWords.ts';
import type { SeenView } from '../../model/trainingModel.ts';
import {
  memoryOf,
  shownNumber,
  shownTexNumber,
  type UpdateData,
  type UpdateRow,
  updateRows,
  weightDigits,
} from '../../model/updateNumbers.ts';
import { CardFrame } from '../../plot/card.tsx';
import { DataTable } from '../../plot/dataTable.tsx';
import { useViewLabel } from '../../plot/useViewLabel.ts';
import { chosenParameter, EntryPicker, entryName } from './entryPicker.tsx';
import { ageWord, VelocityStack } from './velocityStack.tsx';

interface FormsTableProps {
  readonly rows: readonly UpdateRow[];
  readonly index: number;
}

/** The same update as other courses write it: whoever reads their formulas finds their numbers here. */
function FormsTable({ rows, index }: FormsTableProps) {
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

const ROWS = 60;
const SHOWN = 8;

/** One update of one entry in numbers: the two lines of the rule, the ledger, and the velocity as past gradients. */
export function UpdateCard() {
  const { model, choices } = usePanel();
  const picked = useSignal<number | undefined>(undefined);
  const parameters = model.description.value?.parameters ?? [];
  const parameter = chosenParameter(parameters, choices.parameter.value);
  const entries = parameter?.shape.reduce((product, side) => product * side, 1) ?? 0;
  const entry = Math.min(choices.shownEntry, Math.max(0, entries - 1));
  const seen = model.views.update.value;
  useTelling(seen, parameter?.name);
  const rows = seen ? updateRows(seen.data) : [];
  const found = rows.findIndex(({ number }) => number === picked.value);
  const index = found < 0 ? rows.length - 1 : found;
  const row = rows[index];
  const rule = String(model.variants.value[choices.variant.value]?.variant.options.optimizer ?? 'sgd');
  const decay = Number(model.variants.value[choices.variant.value]?.variant.options.weight_decay ?? 0);
  const name = parameter ? entryName(parameter.name, { shape: parameter.shape, entry: Math.max(0, entry) }) : '';
  return (
    <CardFrame
      id="update"
      title="One update in numbers"
      of={useViewLabel(seen)}
      look={parameter && { view: 'update', parameter: parameter.name, entry, rows: ROWS }}
      summary={
        row ? described(name, row, rule) : seen ? 'No update has been made yet.' : waitingWords(model.live.value)
      }
      table={() => <MemoryTable rows={rows} index={index} />}
    >
      <EntryPicker />
      {row && <Rule row={row} rule={rule} decay={decay} />}
      {row && hasVelocity(rule) && (
        <figure class="memory">
          <figcaption>
            lr·v of update {row.number}, as what every past gradient still adds: <i>lr·βᵏ·dW</i> of <i>k</i> updates
            ago; rightwards lowers W, leftwards raises it
          </figcaption>
          <VelocityStack memory={memoryOf(rows, index)} />
        </figure>
      )}
      <Ledger
        rows={rows.slice(-SHOWN)}
        chosen={row}
        rule={rule}
        onPick={(number) => {
          picked.value = number;
        }}
      />
      {rule === 'sgd' && <FormsTable rows={rows} index={index} />}
    </CardFrame>
  );
}

/** What the trainer chose stays for this run: an entry that changes with every look tells nothing. */
function useTelling(seen: SeenView<UpdateData> | undefined, parameter: string | undefined): void {
  const { choices } = usePanel();
  const chosen = seen && seen.data.parameter === parameter && seen.data.rows.length > 0 ? seen.data.entry : -1;
  useEffect(() => {
    if (chosen >= 0 && choices.telling.peek() < 0) choices.telling.value = chosen;
  }, [chosen, choices]);
}

const hasVelocity = (rule: string): boolean => rule === 'sgd' || rule === 'nesterov';

/** The rule with its numbers filled in. */
function Rule({ row, rule, decay }: { readonly row: UpdateRow; readonly rule: string; readonly decay: number }) {
  const { gradient, beta, velocityBefore, velocity, before, after, lr } = row;
  if (!hasVelocity(rule)) {
    return (
      <div class="rule">
        {ruleLines(row, rule, decay).map(({ tex, plain }) => (
          <FormulaView key={plain} tex={tex} plain={plain} />
        ))}
      </div>
    );
  }
  const digits = weightDigits(row);
  const n = shownTexNumber;
  const p = shownNumber;
  const moved = rule === 'sgd' ? velocity : gradient + beta * velocity;
  const step = rule === 'sgd' ? 'v' : '(\\mathit{dW} + \\beta \\cdot v)';
  return (
    <div class="rule">
      <FormulaView
        tex={`v \\leftarrow \\mathit{dW} + \\beta \\cdot v = ${n(gradient)} + ${n(beta, true)} \\cdot ${n(velocityBefore, true)} = ${n(velocity)}`}
        plain={`v ← dW + β·v = ${p(gradient)} + ${p(beta, true)}·${p(velocityBefore, true)} = ${p(velocity)}`}
      />
      <FormulaView
        tex={`W \\leftarrow W - \\mathit{lr} \\cdot ${step} = ${n(before, false, digits)} - ${n(lr, true)} \\cdot ${n(moved, true)} = ${n(after, false, digits)}`}
        plain={`W ← W − lr·${rule === 'sgd' ? 'v' : '(dW + β·v)'} = ${p(before, false, digits)} − ${p(lr, true)}·${p(moved, true)} = ${p(after, false, digits)}`}
      />
    </div>
  );
}

interface LedgerProps {
  readonly rows: readonly UpdateRow[];
  readonly chosen: UpdateRow | undefined;
  readonly rule: string;
  readonly onPick: (number: number) => void;
}

function Ledger({ rows, chosen, rule, onPick }: LedgerProps) {
  const full = hasVelocity(rule);
  const memories = full ? [] : (memoryNames.get(rule) ?? []);
  const digits = Math.max(4, ...rows.map(weightDigits));
  return (
    <div class="ledger">
      <table>
        <caption class="hidden-text">The latest updates of this entry, oldest first</caption>
        <thead>
          <tr>
            <th scope="col">update</th>
            <th scope="col">dW</th>
            {memories.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
            {memories.length > 0 && <th scope="col">effective lr</th>}
            {full && <th scope="col">β·v</th>}
            {full && <th scope="col">v</th>}
            {full && (
              <th scope="col" class="moved">
                lr·v
              </th>
            )}
            <th scope="col" class="before">
              W before
            </th>
            <th scope="col">W after</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.number} class={row === chosen ? 'chosen' : ''}>
              <th scope="row">
                <button type="button" class="link" aria-pressed={row === chosen} onClick={() => onPick(row.number)}>
                  {row.number}
                </button>
              </th>
              <td>{showNumber(row.gradient)}</td>
              {memories.map((name, i) => (
                <td key={name}>{showNumber(row.memory[i] ?? Number.NaN)}</td>
              ))}
              {memories.length > 0 && <td>{showNumber(effectiveRate(row, rule))}</td>}
              {full && <td>{showNumber(row.beta * row.velocityBefore)}</td>}
              {full && <td>{showNumber(row.velocity)}</td>}
              {full && <td class="moved">{showNumber(row.lr * row.velocity)}</td>}
              <td class="before">{showNumber(row.before, digits)}</td>
              <td>{showNumber(row.after, digits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function described(name: string, row: UpdateRow, rule: string): string {
  const { number, before, after, gradient, beta, velocityBefore } = row;
  const digits = weightDigits(row);
  const moved =
    before === after
      ? `Update ${number} left ${name} at ${showNumber(before)}.`
      : `Update ${number} moved ${name} from ${showNumber(before, digits)} to ${showNumber(after, digits)}.`;
  if (gradient === 0) return `${moved} Its gradient was 0 here.`;
  if (!hasVelocity(rule) || velocityBefore === 0) return moved;
  const together = Math.sign(gradient) === Math.sign(velocityBefore);
  if (beta === 0) return `${moved} Without momentum only this gradient counts.`;
  return `${moved} This gradient ${together ? 'pushes the way the velocity already goes' : 'works against the velocity'}.`;
}

function MemoryTable({ rows, index }: { readonly rows: readonly UpdateRow[]; readonly index: number }) {
  const { shares, older, total } = memoryOf(rows, index);
  return (
    <DataTable
      caption={`What makes up lr·v of update ${rows[index]?.number ?? '·'}`}
      columns={['gradient of', 'dW', 'lr·βᵏ·dW']}
      rows={[
        ...shares.map(({ age, gradient, amount }) => [ageWord(age), showNumber(gradient), showNumber(amount)]),
        ['all before', '', showNumber(older)],
        ['sum: lr·v', '', showNumber(total)],
      ]}
    />
  );
}
