import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExportFormat } from '../../src/protocol/graph.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { exportPicture } from './model/exportPicture.ts';
import type { GraphModel } from './model/graphModel.ts';

const formats: readonly { readonly format: ExportFormat; readonly title: string }[] = [
  { format: 'svg', title: 'SVG picture' },
  { format: 'png', title: 'PNG picture' },
  { format: 'tikz', title: 'TikZ picture' },
  { format: 'latex', title: 'LaTeX derivation' },
  { format: 'pytorch', title: 'PyTorch script' },
  { format: 'text', title: 'Outline in words' },
];

/** Copy or save the graph in several forms. */
function ExportMenu({ model }: { readonly model: GraphModel }) {
  const [open, setOpen] = useState(false);
  const [light, setLight] = useState(true);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      place.current?.querySelector('button')?.focus();
    };
    const menu = place.current;
    document.addEventListener('pointerdown', away);
    menu?.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', away);
      menu?.removeEventListener('keydown', onKey);
    };
  }, [open]);
  const run = (format: ExportFormat, to: 'clipboard' | 'file') => {
    setOpen(false);
    exportPicture(model, format, to, light ? 'light' : 'dark').catch((error: unknown) => {
      model.refusal.value =
        to === 'clipboard' ? 'It could not be copied. It can be saved instead.' : 'The picture could not be made.';
      model.log(`export ${format}: ${String(error)}`);
    });
  };
  return (
    <div class="menu" ref={place}>
      <button
        type="button"
        class="iconButton"
        title="Export"
        aria-label="Export"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="export" />
      </button>
      {open && (
        <div class="menuBody">
          <label>
            <input type="checkbox" checked={light} onChange={(event) => setLight(event.currentTarget.checked)} />{' '}
            Pictures on white paper
          </label>
          {formats.map(({ format, title }) => (
            <p key={format}>
              <span>{title}</span>
              <button type="button" aria-label={`Copy: ${title}`} onClick={() => run(format, 'clipboard')}>
                Copy
              </button>
              <button type="button" aria-label={`Save: ${title}`} onClick={() => run(format, 'file')}>
                Save…
              </button>
            </p>
          ))}
        </div>
      )}
    </div>
  );
}

export function Toolbar({ model }: { readonly model: GraphModel }) {
  const { viewport } = model;
  const hasBoxes = (model.snapshot.value?.boxes.length ?? 0) > 0;
  return (
    <div class="toolbar" role="toolbar" aria-label="Graph">
      <StepControls model={model} />
      <div class="group">
        {hasBoxes && <Button icon="unfold" title="Open all boxes" act={() => model.setAllOpen(true)} />}
        {hasBoxes && <Button icon="fold" title="Close all boxes" act={() => model.setAllOpen(false)} />}
        <Button icon="zoomOut" title="Zoom out (−)" act={() => viewport.zoomStep(1 / 1.25)} />
        <Button icon="zoomIn" title="Zoom in (+)" act={() => viewport.zoomStep(1.25)} />
        <Button icon="fit" title="Fit the graph (0)" act={() => viewport.fit()} />
      </div>
      <div class="group">
        <Toggle icon="pin" title="Pin: keep this graph" on={model.pinned.value} act={(on) => model.pin(on)} />
        <Toggle icon="hold" title="Pause: don’t follow edits" on={model.paused.value} act={(on) => model.pause(on)} />
        <Toggle
          icon="outline"
          title="Outline in words"
          on={model.outline.value}
          act={(on) => {
            model.outline.value = on;
          }}
        />
        <Button
          icon="check"
          title="Check gradients by three witnesses"
          act={() => model.host.send({ type: 'check' })}
        />
        <Button icon="window" title="Open in a new window" act={() => model.host.send({ type: 'newWindow' })} />
        <ExportMenu model={model} />
      </div>
    </div>
  );
}

function StepControls({ model }: { readonly model: GraphModel }) {
  const { stepper } = model;
  const { value: steps } = model.steps;
  const { value: at } = stepper.at;
  const { value: step } = stepper.step;
  if (steps.length === 0) return null;
  const phase =
    at === undefined
      ? 'All steps'
      : step
        ? `${step.phase === 'forward' ? 'Forward' : 'Backward'} ${step.turn}/${step.turns}`
        : 'Start';
  const playing = stepper.playing.value;
  const forwardSteps = steps.filter(({ phase: of }) => of === 'forward').length;
  return (
    <div class="group steps">
      <Button icon="first" title="To the start (Home)" act={() => stepper.move('first')} />
      <Button icon="previous" title="Previous step (←)" act={() => stepper.move('previous')} />
      <Button
        icon={playing ? 'pause' : 'play'}
        title={playing ? 'Stop playing (Space)' : 'Play (Space)'}
        act={() => stepper.move('play')}
      />
      <Button icon="next" title="Next step (→)" act={() => stepper.move('next')} />
      <Button icon="last" title="To the end (End)" act={() => stepper.move('last')} />
      <div class="track">
        <svg class="phases" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
          <rect class="forward" width={(100 * forwardSteps) / steps.length} height="3" />
          <rect
            class="backward"
            x={(100 * forwardSteps) / steps.length}
            width={100 - (100 * forwardSteps) / steps.length}
            height="3"
          />
        </svg>
        <input
          type="range"
          min={0}
          max={steps.length}
          value={at === undefined ? steps.length : at + 1}
          aria-label="Step"
          aria-valuetext={phase}
          onInput={(event) => stepper.go(Number(event.currentTarget.value) - 1)}
        />
      </div>
      <output class="phase">{phase}</output>
      <select
        aria-label="Speed"
        title="Speed"
        value={String(stepper.speed.value)}
        onChange={(event) => {
          stepper.speed.value = Number(event.currentTarget.value);
        }}
      >
        <option value="0.5">0.5×</option>
        <option value="1">1×</option>
        <option value="2">2×</option>
        <option value="4">4×</option>
      </select>
      <Toggle icon="everything" title="Show everything" on={at === undefined} act={() => stepper.showAll()} />
    </div>
  );
}

interface ButtonProps {
  readonly icon: IconName;
  readonly title: string;
  readonly act: () => void;
}

export const Button = ({ icon, title, act }: ButtonProps) => (
  <button type="button" class="iconButton" title={title} aria-label={title} onClick={act}>
    <Icon name={icon} />
  </button>
);

interface ToggleProps {
  readonly icon: IconName;
  readonly title: string;
  readonly on: boolean;
  readonly act: (on: boolean) => void;
}

export const Toggle = ({ icon, title, on, act }: ToggleProps) => (
  <button type="button" class="iconButton" title={title} aria-label={title} aria-pressed={on} onClick={() => act(!on)}>
    <Icon name={icon} />
  </button>
);
