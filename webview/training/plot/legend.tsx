import { Icon } from '../../shared/icon.tsx';
import { rankAt, rankingName } from '../model/curveQuantities.ts';
import { usePanel } from '../model/panelContext.ts';
import { showMaybe } from '../model/runWords.ts';
import type { VariantRun } from '../model/variantRun.ts';
import { LineSample } from './lineSample.tsx';

/** So many runs in a row of chips are still found at a glance; more stand in rows and columns by what they differ in. */
const MOST_IN_LINE = 4;

/** The variants that run side by side: which one the detailed views show, and which curves are drawn. */
export function Legend() {
  const { model } = usePanel();
  model.revision.value;
  const variants = model.variants.value;
  if (variants.length < 2) return null;
  const grid = variants.length > MOST_IN_LINE ? gridOf(variants.map(({ variant }) => variant.label)) : undefined;
  return (
    <fieldset class={grid ? 'legend in-columns' : 'legend'}>
      <legend class="hidden-text">Variant shown in the detailed views</legend>
      {grid ? (
        <table class="legend-grid">
          <thead>
            <tr>
              <td />
              {grid.columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.rows.map((row) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {grid.columns.map((column) => {
                  const run = variants[grid.place(row, column)];
                  return <td key={column}>{run && <Chip run={run} brief />}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        variants.map((run) => <Chip run={run} key={run.index} />)
      )}
    </fieldset>
  );
}

interface LegendGrid {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Index of the variant there, −1 where there is none. */
  readonly place: (row: string, column: string) => number;
}

/** Rows by the last option in which the variants differ, columns by the others; undefined where they differ in one only. */
export function gridOf(labels: readonly string[]): LegendGrid | undefined {
  const parts = labels.map((label) => {
    const all = label.split(', ');
    return { row: all.at(-1) ?? '', column: all.slice(0, -1).join(', ') };
  });
  if (parts.some(({ column }) => column === '')) return undefined;
  const columns = [...new Set(parts.map(({ column }) => column))];
  const rows = [...new Set(parts.map(({ row }) => row))];
  if (columns.length < 2 || rows.length < 2) return undefined;
  return {
    rows,
    columns,
    place: (row, column) => parts.findIndex((part) => part.row === row && part.column === column),
  };
}

function Chip({ run, brief = false }: { readonly run: VariantRun; readonly brief?: boolean }) {
  const { model, choices } = usePanel();
  model.revision.value;
  const { index, style, variant } = run;
  const hidden = choices.hiddenVariants.value.includes(variant.label);
  return (
    <span class={choices.variant.value === index ? 'chip chosen' : 'chip'}>
      <label>
        <input
          type="radio"
          name="variant"
          checked={choices.variant.value === index}
          onChange={() => choices.choose(index)}
        />
        <LineSample variant={style} />
        <span class={brief ? 'hidden-text' : 'chip-label'}>{variant.label}</span>
        <span class="chip-value" title={rankingName(run)}>
          {showMaybe(rankAt(run, choices.travel.value)?.value)}
        </span>
      </label>
      <button
        type="button"
        class="tool"
        aria-pressed={!hidden}
        aria-label={`Draw the curves of ${variant.label}`}
        title={hidden ? 'Show its curves' : 'Hide its curves'}
        onClick={() => choices.toggleVariant(variant.label)}
      >
        <Icon name={hidden ? 'eyeClosed' : 'everything'} />
      </button>
    </span>
  );
}
