import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PictureRequest } from '../../../src/protocol/views.ts';
import { Icon } from '../../shared/icon.tsx';
import { usePanel } from '../model/panelContext.ts';
import { SaveTools } from './saveCard.tsx';

interface CardProps {
  readonly id: string;
  readonly title: string;
  /** Which step and variant the picture is of, in a few words. */
  readonly of?: string | undefined;
  /** The picture in a sentence or two; seen below it, and read out as its description. Undefined while there is no picture. */
  readonly summary: ComponentChildren;
  readonly tools?: ComponentChildren;
  /** The picture's numbers, shown in its place on demand. */
  readonly table?: (() => ComponentChildren) | undefined;
  /** The figures in full, for a file; left out, the table's. */
  readonly csv?: (() => string) | undefined;
  /** Takes the whole width. */
  readonly full?: boolean;
  /** What the card asks the trainer for, while it can be seen. */
  readonly look?: PictureRequest | undefined;
  readonly children: ComponentChildren;
}

export const summaryId = (card: string): string => `${card}-summary`;

export function CardFrame({ id, title, of, summary, tools, table, csv, full = false, look, children }: CardProps) {
  const { choices } = usePanel();
  const asTable = table !== undefined && choices.tables.value.includes(id);
  const section = useLook(look);
  return (
    <section class={full ? 'card full' : 'card'} aria-labelledby={`${id}-title`} ref={section} data-card={id}>
      <header class="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {of && <span class="card-of">{of}</span>}
        <div class="tools">
          {!asTable && tools}
          {summary !== undefined && <SaveTools id={id} title={title} table={table} csv={csv} />}
          {table && (
            <button
              type="button"
              class="tool"
              aria-pressed={asTable}
              aria-label={`${title} as a table`}
              title="Show the numbers as a table"
              onClick={() => choices.toggleTable(id)}
            >
              <Icon name="table" />
            </button>
          )}
        </div>
      </header>
      {asTable ? <div class="card-body table-body">{table()}</div> : <div class="card-body">{children}</div>}
      {summary !== undefined && (
        <p class="summary" id={summaryId(id)}>
          {summary}
        </p>
      )}
    </section>
  );
}

/** Asks for a view while the element is on the screen. */
function useLook(look: PictureRequest | undefined) {
  const { looks } = usePanel();
  const element = useRef<HTMLElement>(null);
  const seen = useRef(false);
  const request = useRef(look);
  request.current = look;
  const key = JSON.stringify(look);
  useEffect(() => {
    if (key && seen.current && request.current) looks.want(request.current);
  }, [key, looks]);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        seen.current = entry?.isIntersecting ?? false;
        const wanted = request.current;
        if (!wanted) return;
        if (seen.current) looks.want(wanted);
        else looks.unwant(wanted.view);
      },
      { rootMargin: '100px' },
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      if (request.current) looks.unwant(request.current.view);
    };
  }, [looks]);
  return element;
}
