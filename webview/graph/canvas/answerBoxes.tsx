import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../src/core/base/words.ts';
import type { PlacedNode } from '../../../src/core/layout/layout.ts';
import { ABOVE_GAP, ANSWER_WIDTH, BELOW_GAP, LINE_HEIGHT } from '../../../src/core/picture/edgeLabel.ts';
import { answerEdge, type Picture } from '../../../src/core/picture/picture.ts';
import type { AskedHere } from '../../../src/protocol/graph.ts';
import { isCommandKey } from '../../shared/editorHost.ts';
import type { GraphModel } from '../model/graphModel.ts';
import { FAR } from './camera.ts';

/** Pixels of the picture. */
const HEIGHT = 19;
/** Of an empty box where boxes would lie over one another; it is wide while it is written in. */
const NARROW = 24;

/** Half the width of what is said about an answer, at most, in pixels. */
const HALF_SAID = 126;

/** Where the picture has a dot for what is asked, a box to type the answer into: it is written into the text and marked there. */
export function AnswerBoxes({ model }: { readonly model: GraphModel }) {
  const { value: picture } = model.picture;
  const { value: camera } = model.viewport.camera;
  const { asked = [], stale = false } = model.snapshot.value ?? {};
  if (!picture || stale || asked.length === 0 || camera.zoom < FAR) return null;
  const zoom = Math.min(1.4, Math.max(0.8, camera.zoom));
  const placed = asked.flatMap((question, index) => {
    const place = placeOf(picture, question);
    return place ? [{ question, index, x: place.x * camera.zoom + camera.x, y: place.y * camera.zoom + camera.y }] : [];
  });
  // In a small picture the boxes are larger than the room that the layout keeps for them.
  const isCrowded =
    ANSWER_WIDTH * zoom > (ANSWER_WIDTH + 8) * camera.zoom ||
    placed.some((a, k) =>
      placed.slice(k + 1).some((b) => Math.abs(a.x - b.x) < ANSWER_WIDTH * zoom && Math.abs(a.y - b.y) < HEIGHT * zoom),
    );
  return (
    <div class={isCrowded ? 'answerBoxes crowded' : 'answerBoxes'}>
      {placed.map((place) => (
        <AnswerBox
          key={`${place.question.asks} ${place.question.node}`}
          model={model}
          {...place}
          zoom={zoom}
          room={ANSWER_WIDTH * camera.zoom}
        />
      ))}
    </div>
  );
}

interface BoxProps {
  readonly model: GraphModel;
  readonly question: AskedHere;
  readonly index: number;
  /** The middle of the box, in pixels of the view. */
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  /** Pixels that the layout keeps for the box in the picture as it is seen: a small box is as wide, and covers the dot below. */
  readonly room: number;
}

function AnswerBox({ model, question, index, x, y, zoom, room }: BoxProps) {
  const { name, written, verdict, message } = question;
  const [text, setText] = useState(written);
  const box = useRef<HTMLInputElement>(null);
  /** What was sent and is not yet in the picture: the box that loses the focus by Enter does not give it again. */
  const sent = useRef<string>(undefined);
  useEffect(() => {
    sent.current = undefined;
    setText(written);
  }, [written]);
  const give = () => {
    const answer = (box.current?.value ?? text).trim();
    if (answer === written || answer === sent.current) return;
    sent.current = answer;
    model.host.send({ type: 'answer', version: model.version, question: index, text: answer });
  };
  const signs = { open: '', waiting: '', right: '✓', wrong: '✗' } as const;
  const said = `answer-${index}`;
  const { width: view } = model.viewport.size.value;
  // Near a side of the view it stays within it; where the view is too narrow, at its start.
  const shift = Math.max(HALF_SAID - x, Math.min(0, view - HALF_SAID - x));
  return (
    <div
      class={`answerBox ${verdict}${text === '' ? ' blank' : ''}`}
      style={{
        left: `${x}px`,
        top: `${y}px`,
        '--wide': `${ANSWER_WIDTH * zoom}px`,
        '--narrow': `${Math.max(NARROW * zoom, room)}px`,
        height: `${HEIGHT * zoom}px`,
      }}
    >
      <input
        ref={box}
        type="text"
        style={{ fontSize: `${12 * zoom}px` }}
        value={text}
        placeholder={`${name} ?`}
        readOnly={verdict === 'right'}
        aria-label={t('{0}: your answer', name)}
        aria-invalid={verdict === 'wrong'}
        aria-describedby={message === undefined ? undefined : said}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          sent.current = undefined;
          setText(event.currentTarget.value);
        }}
        onBlur={give}
        onKeyDown={(event) => {
          // The panel's keys are letters here; the editor's commands are its own everywhere.
          if (isCommandKey(event)) return;
          event.stopPropagation();
          if (event.key === 'Escape') {
            // Losing the focus would give what was typed.
            event.currentTarget.value = written;
            setText(written);
            event.currentTarget.blur();
          } else if (event.key === 'Enter') {
            give();
            nextOpen(box.current)?.focus();
          }
        }}
      />
      {signs[verdict] !== '' && <span class="sign">{signs[verdict]}</span>}
      {message !== undefined && (
        <p class="said" id={said} role="status" style={{ '--shift': `${shift}px` }}>
          {message}
        </p>
      )}
    </div>
  );
}

/** The next box that is still open. */
function nextOpen(box: HTMLInputElement | null): HTMLInputElement | undefined {
  const open = [...document.querySelectorAll<HTMLInputElement>('.answerBox.open input')];
  const place = box ? open.indexOf(box) : -1;
  return open[place + 1] ?? open.find((other) => other !== box);
}

/** On the first wire that leaves the value: at its value, or at its gradient. */
function placeOf(
  { graph, layout }: Picture,
  { node, asks }: AskedHere,
): { readonly x: number; readonly y: number } | undefined {
  const edge = answerEdge(graph, node);
  const room = edge && layout.edges.get(edge.id)?.label;
  if (!room) return undefined;
  return layout.flow === 'down' ? beside(room, asks) : across(room, asks);
}

const across = (room: PlacedNode, asks: AskedHere['asks']) => ({
  x: room.x + room.width / 2,
  y: asks === 'value' ? room.line - ABOVE_GAP - LINE_HEIGHT / 2 - 2 : room.line + BELOW_GAP + LINE_HEIGHT / 2 + 2,
});

const beside = (room: PlacedNode, asks: AskedHere['asks']) => ({
  x: asks === 'value' ? room.line - ABOVE_GAP - ANSWER_WIDTH / 2 : room.line + BELOW_GAP + ANSWER_WIDTH / 2,
  y: room.y + room.height / 2,
});
