import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { AllRows } from './saveCard.tsx';

const MOST_ROWS = 400;

interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly ComponentChildren[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** The first column names its row. */
  readonly headed?: boolean;
}

/** A table of numbers, scrolled inside its own box. Long ones keep evenly spread rows, first and last among them. */
export function DataTable({ caption, columns, rows, headed = true }: DataTableProps) {
  const shown = spacedRows(rows, useContext(AllRows) ? Number.POSITIVE_INFINITY : MOST_ROWS);
  return (
    <section class="table-scroll" ref={reachable} aria-label={caption}>
      <table>
        <caption>
          {caption}
          {shown.length < rows.length && ` (${shown.length} of ${rows.length} rows)`}
        </caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th scope="col" key={index}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) =>
                headed && column === 0 ? (
                  <th scope="row" key={column}>
                    {cell}
                  </th>
                ) : (
                  <td key={column}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What scrolls must be reachable by keyboard, though nothing in it can be pressed. */
function reachable(element: HTMLElement | null): void {
  if (element) element.tabIndex = 0;
}

export function spacedRows<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  const stride = (list.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => list[Math.round(index * stride)]).filter(
    (item) => item !== undefined,
  );
}
