import { showCount, showNumber } from '../../../src/core/base/show.ts';
import type { ViewData } from '../../../src/protocol/views.ts';
import { usePanel } from '../model/panelContext.ts';
import { waitingWords } from '../model/runWords.ts';
import { CardFrame } from '../plot/card.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { useViewLabel } from '../plot/useViewLabel.ts';
import { PixelPicture } from './networkCards.tsx';

type Confusion = Extract<ViewData, { view: 'confusion' }>;

/** Which class is taken for which, and pictures that went wrong. */
export function ConfusionCard() {
  const { model } = usePanel();
  const seen = model.views.confusion.value;
  const data = seen?.data;
  return (
    <CardFrame
      id="confusion"
      title="Confusion"
      of={useViewLabel(seen)}
      look={{ view: 'confusion' }}
      summary={data ? described(data) : waitingWords(model.live.value)}
      table={() => data && <PairTable data={data} />}
      full={hasPictures(data)}
    >
      {data && (
        <div class="confusion">
          <Matrix data={data} />
          {hasPictures(data) && <Pictures data={data} />}
        </div>
      )}
    </CardFrame>
  );
}

/** Pictures stand beside the matrix: the card takes the whole width then. */
export const hasPictures = (data: Confusion | undefined): boolean => data !== undefined && data.pictures.length > 0;

const Pictures = ({ data: { classes, pictures } }: { readonly data: Confusion }) => (
  <ul class="pictures" aria-label="Misclassified">
    {pictures.slice(0, 24).map((picture, index) => (
      <li key={`picture ${String(index)}`}>
        <PixelPicture picture={picture} />
        <span>{`${classes[picture.label] ?? picture.label} → ${classes[picture.predicted] ?? picture.predicted}`}</span>
      </li>
    ))}
  </ul>
);

/** Names longer than a cell stand upright above it. */
const LONG_NAME = 5;

function Matrix({ data: { classes, counts } }: { readonly data: Confusion }) {
  return (
    <div class="matrix" style={{ '--classes': String(classes.length) }}>
      <p class="matrix-axes">rows: the label · columns: the prediction</p>
      <table aria-label="Confusion matrix">
        <thead class={classes.some(({ length }) => length > LONG_NAME) ? 'upright' : undefined}>
          <tr>
            <th scope="col">
              <span class="hidden-text">label</span>
            </th>
            {classes.map((name) => (
              <th scope="col" key={name} title={name}>
                <span>{name}</span>
              </th>
            ))}
            <th scope="col" class="recall">
              right
            </th>
          </tr>
        </thead>
        <tbody>
          {classes.map((name, label) => {
            const row = counts[label] ?? [];
            const total = row.reduce((sum, count) => sum + count, 0);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                {classes.map((other, predicted) => {
                  const count = row[predicted] ?? 0;
                  return (
                    <td
                      key={other}
                      class={label === predicted ? 'hit' : 'miss'}
                      style={{ '--share': String(total > 0 ? count / total : 0), '--seen': count > 0 ? '1' : '0' }}
                    >
                      {count === 0 ? <span class="none">0</span> : showCount(count)}
                    </td>
                  );
                })}
                <td class="recall">{total > 0 ? `${showNumber((100 * (row[label] ?? 0)) / total, 3)} %` : '·'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface Pair {
  readonly label: string;
  readonly predicted: string;
  readonly count: number;
}

const mistakes = ({ classes, counts }: Confusion): Pair[] =>
  counts
    .flatMap((row, label) =>
      row.map((count, predicted) => ({
        label: classes[label] ?? String(label),
        predicted: classes[predicted] ?? String(predicted),
        count: label === predicted ? 0 : count,
      })),
    )
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);

function described(data: Confusion): string {
  const total = data.counts.flat().reduce((sum, count) => sum + count, 0);
  const right = data.counts.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
  if (total === 0) return 'No rows.';
  const of = data.held ? 'rows held out' : 'training rows';
  const drawn =
    total < data.rows ? `${showCount(total)} of the ${showCount(data.rows)} ${of}` : `${showCount(total)} ${of}`;
  const share = `${showCount(right)} of ${drawn} right (${showNumber((100 * right) / total, 3)} %).`;
  const [worst] = mistakes(data);
  return worst
    ? `${share} Most often: ${worst.label} taken for ${worst.predicted}, ${worst.count === 1 ? 'once' : `${showCount(worst.count)} times`}.`
    : share;
}

function PairTable({ data }: { readonly data: Confusion }) {
  const all = mistakes(data);
  if (all.length === 0) return <p class="nothing">No class is taken for another.</p>;
  return (
    <DataTable
      caption="What is taken for what, most frequent first"
      columns={['label', 'taken for', 'times']}
      rows={all.map(({ label, predicted, count }) => [label, predicted, showCount(count)])}
    />
  );
}
