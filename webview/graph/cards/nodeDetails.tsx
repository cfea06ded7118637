import { showNumber, showShape } from '../../../src/core/base/show.ts';
import { t, tPieces } from '../../../src/core/base/words.ts';
import type { VisibleNode } from '../../../src/core/picture/visibleGraph.ts';
import type { TensorView } from '../../../src/protocol/graph.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import { Icon } from '../../shared/icon.tsx';
import type { GraphModel } from '../model/graphModel.ts';

interface DetailsProps {
  readonly model: GraphModel;
  readonly node: VisibleNode;
  readonly stepping: boolean;
}

/** What a node is and holds, and what can be opened from it. */
export function NodeDetails({ model, node, stepping }: DetailsProps) {
  const { outputName = '', digits = 4 } = model.snapshot.value ?? {};
  const { value, gradient, id } = node.node;
  const pattern = node.closed?.pattern ?? node.node.pattern;
  const chip = node.closed?.chip ?? node.node.chip;
  const badges = node.closed?.badges ?? node.node.badges;
  const { text, name: own } = node.node;
  // The number of an input stands below, as its value.
  const isGiven =
    node.kind === 'leaf' && own !== undefined && value.state === 'number' && value.tensor.shape.length === 0;
  const name =
    node.closed?.title ?? (own === undefined || own === text || isGiven ? (own ?? text) : `${own} = ${text}`);
  const isTensor = value.state === 'number' && value.tensor.shape.length > 0;
  const zero = gradient.state === 'zero' && !stepping ? gradient : undefined;
  return (
    <div class="details">
      <h2>
        <code>{name}</code>
        {pattern !== undefined && <span class="pattern">{pattern}</span>}
      </h2>
      {!stepping && value.state === 'number' && (
        <p class="numbers">
          <span class="value">
            {isGiven || (isTensor && node.name !== undefined) ? `${own ?? node.name} ` : ''}
            {isGiven ? '= ' : ''}
            {written(value.tensor, digits)}
          </span>
          {(gradient.state === 'number' || gradient.state === 'zero') && (
            <span class="gradient">
              ∂{outputName}/∂{node.name ?? node.symbol} {isTensor ? '' : '= '}
              {written(gradient.tensor, digits)}
            </span>
          )}
        </p>
      )}
      {chip !== undefined && !stepping && <p class="chip">{chip}</p>}
      {node.node.jacobian && !stepping && (
        <details class="jacobian" open>
          <summary>
            {tPieces('{0}, one row for each entry of the value', <code>{node.node.jacobian.name}</code>)}
          </summary>
          <table>
            {node.node.jacobian.rows.map((row, i) => (
              <tr key={`row ${i}`}>
                {row.map((entry, j) => (
                  <td key={`column ${j}`}>{showNumber(fromWire(entry), digits)}</td>
                ))}
              </tr>
            ))}
          </table>
        </details>
      )}
      {zero && <p class="chip">{t('zero: {0}', zero.reason)}</p>}
      {gradient.state === 'none' && <p class="chip">{gradient.reason}</p>}
      {badges.map((badge) => (
        <p key={badge.kind} class={`chip badgeText ${badge.kind}`}>
          {badge.text}
        </p>
      ))}
      {!stepping && (
        <p class="actions">
          {isTensor && (
            <button type="button" onClick={() => model.openGrid(id, 'value')}>
              <Icon name="grid" /> {t('Entries')}
            </button>
          )}
          {node.kind === 'leaf' && !isTensor && gradient.state !== 'none' && (
            <button type="button" onClick={() => model.openSheet({ kind: 'paths', leaf: id })}>
              <Icon name="paths" /> {t('Paths to {0}', outputName)}
            </button>
          )}
          {node.closed && (
            <button type="button" onClick={() => node.closed && model.setOpen(node.closed.id, true)}>
              <Icon name="unfold" /> {t('Open')}
            </button>
          )}
          {node.box !== undefined && (
            <button type="button" onClick={() => node.box !== undefined && model.setOpen(node.box, false)}>
              <Icon name="fold" /> {t('Close its box')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** A number, or of a tensor its shape and how large it is: the entries are in the picture and in the sheet of entries. */
function written({ shape, entries, summary }: TensorView, digits: number): string {
  const [only] = entries ?? [];
  if (shape.length === 0 && only !== undefined) return showNumber(fromWire(only), digits);
  if (!summary) return showShape(shape);
  const show = (number: typeof summary.mean) => showNumber(fromWire(number), digits);
  return `${showShape(shape)}  ${t('mean')} ${show(summary.mean)}  ${t('norm')} ${show(summary.norm)}`;
}
