import { useEffect } from 'preact/hooks';
import { sentenceOf, tensorWords } from '../../src/core/picture/sentence.ts';
import type { VisibleNode } from '../../src/core/picture/visibleGraph.ts';
import type { Card } from '../../src/protocol/graph.ts';
import { Icon } from '../shared/icon.tsx';
import type { GraphModel } from './graphModel.ts';
import { Legend } from './legend.tsx';
import { StepCard } from './stepCard.tsx';

/** Below the picture: what the step says about its gate, or the details of the chosen node. */
export function Dock({ model }: { readonly model: GraphModel }) {
  const { value: step } = model.stepper.step;
  const node = model.node(step?.node ?? model.chosen.value);
  const { value: snapshot } = model.snapshot;
  const asking = node?.closed?.id ?? node?.node.id;
  const explains = node !== undefined && node.kind !== 'output' && (step !== undefined || node.kind !== 'leaf');
  const scrubbing = model.scrubber.now.value !== undefined;
  const phases = step ? [step.phase] : (['forward', 'backward'] as const);
  const wanted = phases.join(' ');
  useEffect(() => {
    if (!explains || asking === undefined || scrubbing) return;
    for (const phase of wanted.split(' ')) model.answers.askCard(asking, phase === 'forward' ? 'forward' : 'backward');
  }, [asking, wanted, explains, scrubbing, snapshot, model]);
  const cards =
    asking === undefined || !explains ? [] : phases.flatMap((phase) => model.answers.card(asking, phase) ?? []);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">
        {step && node ? spoken(model, node, cards[0]) : ''}
      </p>
      {node && node.kind !== 'output' ? (
        <section class="dock" aria-label={step ? 'This step' : 'The chosen node'}>
          {(!step || cards.length === 0) && <NodeDetails model={model} node={node} stepping={step !== undefined} />}
          {cards.map((card, k) => (
            <StepCard key={card.phase} card={card} remarks={step || k > 0 ? newRemarks(card, cards[k - 1]) : []} />
          ))}
        </section>
      ) : (
        <Legend model={model} />
      )}
    </>
  );
}

/** What is said of a gate is said once: its badges stand in the details, and no card repeats the one before it. */
const newRemarks = ({ remarks }: Card, before: Card | undefined): readonly string[] =>
  before ? remarks.filter((remark) => !before.remarks.includes(remark)) : remarks;

function spoken(model: GraphModel, node: VisibleNode, card: Card | undefined): string {
  const { outputName = '', digits = 4 } = model.snapshot.value ?? {};
  return card?.sentence ?? sentenceOf(node, outputName, digits, model.known.value);
}

interface DetailsProps {
  readonly model: GraphModel;
  readonly node: VisibleNode;
  readonly stepping: boolean;
}

function NodeDetails({ model, node, stepping }: DetailsProps) {
  const { outputName = '', digits = 4 } = model.snapshot.value ?? {};
  const { value, gradient, id } = node.node;
  const pattern = node.closed?.pattern ?? node.node.pattern;
  const chip = node.closed?.chip ?? node.node.chip;
  const badges = node.closed?.badges ?? node.node.badges;
  const { text, name: own } = node.node;
  const name = node.closed?.title ?? (own === undefined || own === text ? text : `${own} = ${text}`);
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
          <span class="value">{tensorWords(value.tensor, digits)}</span>
          {(gradient.state === 'number' || gradient.state === 'zero') && (
            <span class="gradient">
              ∂{outputName}/∂{node.name ?? node.symbol} = {tensorWords(gradient.tensor, digits)}
            </span>
          )}
        </p>
      )}
      {chip !== undefined && !stepping && <p class="chip">{chip}</p>}
      {zero && <p class="chip">zero: {zero.reason}</p>}
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
              <Icon name="grid" /> Values
            </button>
          )}
          {isTensor && (gradient.state === 'number' || gradient.state === 'zero') && (
            <button type="button" onClick={() => model.openGrid(id, 'gradient')}>
              <Icon name="grid" /> Gradient
            </button>
          )}
          {node.kind === 'leaf' && !isTensor && gradient.state !== 'none' && (
            <button
              type="button"
              onClick={() => {
                model.sheet.value = { kind: 'paths', leaf: id };
              }}
            >
              <Icon name="paths" /> Paths to {outputName}
            </button>
          )}
          {node.closed && (
            <button type="button" onClick={() => node.closed && model.setOpen(node.closed.id, true)}>
              <Icon name="unfold" /> Open
            </button>
          )}
          {node.box !== undefined && (
            <button type="button" onClick={() => node.box !== undefined && model.setOpen(node.box, false)}>
              <Icon name="fold" /> Close its box
            </button>
          )}
        </p>
      )}
    </div>
  );
}
