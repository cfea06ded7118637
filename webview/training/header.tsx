import type { TrainingPanelState } from '../../src/protocol/training.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { usePanel } from './model/panelContext.ts';
import { secondsLeft, showDuration, showRate, showSteps } from './model/runWords.ts';

import type { VariantRun } from './model/variantRun.ts';

export function Header() {
  const { model } = usePanel();
  const description = model.description.value;
  if (!description) return <EmptyHeader />;
  const { word, icon, tone } = statusOf(model.status.value, model.variants.value);
  return (
    <header class="panel-head">
      <div class="head-line">
        <h1 title={description.title}>{description.title}</h1>
        <span class={`status ${tone}`} role="status">
          <Icon name={icon} />
          {word}
        </span>
        <Buttons />
      </div>
      <Facts />
      <ProgressLine />
    </header>
  );
}

function EmptyHeader() {
  const { model, post } = usePanel();
  const refused = model.refusal.value !== '';
  return (
    <header class="panel-head">
      <div class="head-line">
        <h1>Training</h1>
        <span class={refused ? 'status bad' : 'status quiet'} role="status">
          {refused && <Icon name="warning" />}
          {refused ? 'failed' : 'no run yet'}
        </span>
        {refused && (
          <div class="buttons">
            <HeaderButton icon="restart" text="Restart" onClick={() => post({ type: 'restart' })} />
          </div>
        )}
      </div>
    </header>
  );
}

function Facts() {
  const { model } = usePanel();
  model.revision.value;
  const description = model.description.value;
  if (!description) return null;
  const variants = model.variants.value;
  const step = Math.max(0, ...variants.map((variant) => variant.step));
  const epoch = Math.max(0, ...variants.map((variant) => variant.epoch));
  const rates = variants.filter(({ end }) => !end).map(({ samplesPerSecond }) => samplesPerSecond);
  const rate = rates.reduce((sum, each) => sum + each, 0) / Math.max(1, rates.length);
  const left = model.status.value === 'running' ? secondsLeft(variants, model.pace.perSecond()) : undefined;
  return (
    <dl class="facts">
      <Fact name="step" value={`${showSteps(step)} of ${showSteps(description.totalSteps)}`} wide />
      {description.batch < description.rows && <Fact name="epoch" value={showSteps(Math.floor(epoch))} />}
      {description.rows > 0 && <Fact name="rows" value={showSteps(description.rows)} />}
      {description.rows > 0 && <Fact name="batch" value={batchText(variants)} />}
      {model.live.value && <Fact name="samples/s" value={showRate(rate)} wide />}
      {model.status.value === 'running' && (
        <Fact name="time left" value={left === undefined ? '·' : showDuration(left)} wide />
      )}
      <Fact name="engine" value={description.engine} />
    </dl>
  );
}

/** `1, 10 and 200` where runs compare minibatches. */
function batchText(variants: readonly VariantRun[]): string {
  const sizes = [...new Set(variants.map(({ variant }) => Number(variant.options.batch ?? 0)))].map(showSteps);
  return sizes.length > 1 ? `${sizes.slice(0, -1).join(', ')} and ${sizes.at(-1)}` : (sizes[0] ?? '');
}

const Fact = ({
  name,
  value,
  wide = false,
}: {
  readonly name: string;
  readonly value: string;
  readonly wide?: boolean;
}) => (
  <div class={wide ? 'fact wide' : 'fact'}>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

function ProgressLine() {
  const { model } = usePanel();
  model.revision.value;
  const total = Math.max(1, model.description.value?.totalSteps ?? 1);
  const step = Math.max(0, ...model.variants.value.map((variant) => variant.step));
  return <progress class="progress-line" max={total} value={Math.min(step, total)} aria-label="Steps done" />;
}

function Buttons() {
  const { model, choices, post } = usePanel();
  const status = model.status.value;
  const variant = choices.variant.value;
  const label = model.variants.value[variant]?.variant.label ?? '';
  const named = model.variants.value.length > 1 ? ` of ${label}` : '';
  const live = model.live.value;
  const shownStep = choices.travel.value ?? model.variants.value[variant]?.step ?? 0;
  const of = choices.travel.value === undefined ? named : `${named || ' '}${named ? ' at' : 'of'} step ${shownStep}`;
  return (
    <div class="buttons" role="toolbar" aria-label="Training">
      {status === 'paused' ? (
        <HeaderButton icon="play" text="Resume" brief primary onClick={() => post({ type: 'resume' })} />
      ) : (
        <HeaderButton icon="pause" text="Pause" brief disabled={!live} onClick={() => post({ type: 'pause' })} />
      )}
      <HeaderButton icon="step" text="One step" brief disabled={!live} onClick={() => post({ type: 'step' })} />
      <HeaderButton icon="stop" text="Stop" brief disabled={!live} onClick={() => post({ type: 'stop' })} />
      <HeaderButton icon="restart" text="Restart" brief onClick={() => post({ type: 'restart' })} />
      <span class="divider" />
      <HeaderButton
        icon="check"
        text="Use"
        more=" parameters"
        title={`Show the trained parameters${of} in the text's annotations`}
        onClick={() => post({ type: 'useParameters', variant, step: shownStep })}
      />
      <HeaderButton
        icon="close"
        text="Reset"
        more=" parameters"
        title="Back to the parameters that the text starts from"
        onClick={() => post({ type: 'resetParameters' })}
      />
      <HeaderButton
        icon="save"
        text="Save…"
        title={`Save the parameters${of} to a file`}
        onClick={() => post({ type: 'save', variant, step: shownStep })}
      />
    </div>
  );
}

interface ButtonProps {
  readonly icon: IconName;
  readonly text: string;
  /** Left out where room is short. */
  readonly more?: string;
  readonly title?: string;
  readonly disabled?: boolean;
  readonly primary?: boolean;
  /** Its picture says enough where room is short. */
  readonly brief?: boolean;
  readonly onClick: () => void;
}

export const HeaderButton = ({
  icon,
  text,
  more = '',
  title,
  disabled = false,
  primary = false,
  brief = false,
  onClick,
}: ButtonProps) => (
  <button
    type="button"
    class={primary ? 'button primary' : 'button'}
    title={title ?? `${text}${more}`}
    disabled={disabled}
    onClick={onClick}
  >
    <Icon name={icon} />
    <span class={brief ? 'brief' : ''}>
      {text}
      {more && <span class="more">{more}</span>}
    </span>
  </button>
);

interface Status {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: 'active' | 'quiet' | 'good' | 'bad';
}

function statusOf(status: TrainingPanelState['status'], variants: readonly VariantRun[]): Status {
  if (status === 'running') return { word: 'running', icon: 'play', tone: 'active' };
  if (status === 'paused') return { word: 'paused', icon: 'pause', tone: 'active' };
  const ends = variants.map(({ end }) => end?.how);
  if (ends.includes('failed')) return { word: 'failed', icon: 'warning', tone: 'bad' };
  const diverged = ends.filter((how) => how === 'diverged').length;
  if (diverged > 0) {
    return {
      word: diverged === ends.length ? 'diverged' : `${diverged} of ${ends.length} diverged`,
      icon: 'warning',
      tone: 'bad',
    };
  }
  if (ends.includes('cancelled')) return { word: 'stopped', icon: 'stop', tone: 'quiet' };
  return { word: 'done', icon: 'check', tone: 'good' };
}
