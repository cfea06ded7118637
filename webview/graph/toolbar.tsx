import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../src/core/base/words.ts';
import type { Step } from '../../src/core/picture/steps.ts';
import type { ExportFormat } from '../../src/protocol/graph.ts';
import { isCommandKey } from '../shared/editorHost.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { exportPicture } from './model/exportPicture.ts';
import type { GraphModel } from './model/graphModel.ts';

/** The passes as a recording that can be played, and five tools; what is seldom needed is in a menu. */
export function Toolbar({ model }: { readonly model: GraphModel }) {
  return (
    <div class="toolbar" role="toolbar" aria-label={t('Graph')}>
      <Transport model={model} />
      <div class="tools">
        <ViewTools model={model} />
        <Menu icon="more" title={t('More')}>
          {(close) => <MoreItems model={model} close={close} />}
        </Menu>
      </div>
    </div>
  );
}

/** What changes the view. In a narrow panel the menu has them. */
function ViewTools({ model }: { readonly model: GraphModel }) {
  const boxes = model.snapshot.value?.boxes ?? [];
  const areClosed = boxes.some(({ id }) => !model.isOpen(id));
  return (
    <div class="viewTools">
      {model.steps.value.length > 0 && <ShowEverything model={model} />}
      {boxes.length > 0 &&
        (areClosed ? (
          <Button icon="unfold" title={t('Open all boxes')} act={() => model.setAllOpen(true)} />
        ) : (
          <Button icon="fold" title={t('Close all boxes')} act={() => model.setAllOpen(false)} />
        ))}
      {model.columns.value && (
        <Toggle
          icon="layers"
          title={t('Layers as columns of units')}
          on={model.layered.value}
          act={(on) => {
            model.layered.value = on;
          }}
        />
      )}
      <Button icon="fit" title={t('Fit the graph (0)')} act={() => model.viewport.fit()} />
      <Toggle icon="pin" title={t('Pin: keep this graph')} on={model.pinned.value} act={(on) => model.pin(on)} />
    </div>
  );
}

const ShowEverything = ({ model: { stepper } }: { readonly model: GraphModel }) => (
  <Toggle
    icon="everything"
    title={t('Show everything')}
    on={stepper.at.value === undefined}
    act={() => stepper.showAll()}
  />
);

/** Play, one step back and on, and a scrubber along both passes. */
function Transport({ model }: { readonly model: GraphModel }) {
  const { stepper } = model;
  const { value: steps } = model.steps;
  const { value: at } = stepper.at;
  const { value: step } = stepper.step;
  if (steps.length === 0) return null;
  const phase =
    at === undefined
      ? t('All steps')
      : step
        ? step.phase === 'forward'
          ? t('Forward {0}/{1}', step.turn, step.turns)
          : t('Backward {0}/{1}', step.turn, step.turns)
        : t('Start');
  const playing = stepper.playing.value;
  return (
    <>
      <div class="transport">
        <Button icon="previous" title={t('Previous step (←)')} act={() => stepper.move('previous')} />
        <button
          type="button"
          class="iconButton play"
          title={playing ? t('Stop playing (Space)') : t('Play (Space)')}
          aria-label={playing ? t('Stop playing (Space)') : t('Play (Space)')}
          onClick={() => stepper.move('play')}
        >
          <Icon name={playing ? 'pause' : 'play'} />
        </button>
        <Button icon="next" title={t('Next step (→)')} act={() => stepper.move('next')} />
      </div>
      <div class="track">
        <Passes steps={steps} at={at} />
        <input
          type="range"
          min={0}
          max={steps.length}
          value={at === undefined ? steps.length : at + 1}
          aria-label={t('Step')}
          aria-valuetext={step ? `${phase}, ${model.node(step.node)?.symbol ?? ''}` : phase}
          onInput={(event) => stepper.go(Number(event.currentTarget.value) - 1)}
        />
      </div>
      <output class={`phase ${step?.phase ?? ''}`}>{phase}</output>
    </>
  );
}

/** With more gates than this their ticks would be a grey line. */
const MOST_TICKS = 80;

/** The forward and the backward pass side by side, with a tick for each gate; what has been gone through is drawn in full. */
function Passes({ steps, at }: { readonly steps: readonly Step[]; readonly at: number | undefined }) {
  const share = (count: number): number => (100 * count) / steps.length;
  const forward = share(steps.filter(({ phase }) => phase === 'forward').length);
  const done = at === undefined ? 100 : share(at + 1);
  const ticks = steps.length > MOST_TICKS ? [] : steps;
  return (
    <svg class="phases" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect class="forward ahead" y="4" width={forward} height="4" />
      <rect class="backward ahead" y="4" x={forward} width={100 - forward} height="4" />
      <rect class="forward" y="4" width={Math.min(forward, done)} height="4" />
      <rect class="backward" y="4" x={forward} width={Math.max(0, done - forward)} height="4" />
      {ticks.map(({ phase, node }, k) => (
        <path
          key={`${phase} ${node}`}
          class={k <= (at ?? steps.length) ? `tick ${phase}` : `tick ${phase} ahead`}
          d={`M${share(k + 1)} 1V11`}
        />
      ))}
    </svg>
  );
}

const formats = (): readonly { readonly format: ExportFormat; readonly title: string }[] => [
  { format: 'svg', title: t('SVG picture') },
  { format: 'png', title: t('PNG picture') },
  { format: 'tikz', title: t('TikZ picture') },
  { format: 'latex', title: t('LaTeX derivation') },
  { format: 'pytorch', title: t('PyTorch script') },
  { format: 'text', title: t('Description in text') },
];

interface ItemsProps {
  readonly model: GraphModel;
  readonly close: () => void;
}

function MoreItems({ model, close }: ItemsProps) {
  const { viewport, stepper } = model;
  return (
    <>
      <ViewTools model={model} />
      <p>
        <span>{t('Speed')}</span>
        <select
          aria-label={t('Speed')}
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
      </p>
      <p>
        <span>{t('Zoom')}</span>
        <Button icon="zoomOut" title={t('Zoom out (−)')} act={() => viewport.zoomStep(1 / 1.25)} />
        <Button icon="zoomIn" title={t('Zoom in (+)')} act={() => viewport.zoomStep(1.25)} />
      </p>
      <Choice
        title={t('Describe the graph in text')}
        on={model.outline.value}
        act={(on) => {
          model.outline.value = on;
        }}
      />
      <Choice
        title={t('How to read the graph')}
        on={model.legend.value}
        act={(on) => {
          model.legend.value = on;
        }}
      />
      <Choice title={t('Pause: don’t follow edits')} on={model.paused.value} act={(on) => model.pause(on)} />
      <button
        type="button"
        class="item"
        onClick={() => {
          close();
          model.host.send({ type: 'check' });
        }}
      >
        {t('Check gradients')}
      </button>
      <button
        type="button"
        class="item"
        onClick={() => {
          close();
          model.host.send({ type: 'newWindow' });
        }}
      >
        {t('Open in a new window')}
      </button>
      <ExportItems model={model} close={close} />
    </>
  );
}

/** Copy or save the graph in several forms. */
function ExportItems({ model, close }: ItemsProps) {
  const [light, setLight] = useState(true);
  const run = (format: ExportFormat, to: 'clipboard' | 'file') => {
    close();
    exportPicture(model, format, to, light ? 'light' : 'dark').catch((error: unknown) => {
      model.refusal.value =
        to === 'clipboard'
          ? t('It could not be copied. It can be saved instead.')
          : t('The picture could not be made.');
      model.log(`export ${format}: ${String(error)}`);
    });
  };
  return (
    <fieldset>
      <legend>{t('Export')}</legend>
      {formats().map(({ format, title }) => (
        <p key={format}>
          <span>{title}</span>
          <button type="button" aria-label={t('Copy: {0}', title)} onClick={() => run(format, 'clipboard')}>
            {t('Copy')}
          </button>
          <button type="button" aria-label={t('Save: {0}', title)} onClick={() => run(format, 'file')}>
            {t('Save…')}
          </button>
        </p>
      ))}
      <label>
        <input type="checkbox" checked={light} onChange={(event) => setLight(event.currentTarget.checked)} />{' '}
        {t('Pictures on white paper')}
      </label>
    </fieldset>
  );
}

interface MenuProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button with a sheet below it, which a press elsewhere or Escape closes. */
function Menu({ icon, title, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const menu = place.current;
    const away = (event: Event) => {
      if (event.target instanceof Node && !menu?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (isCommandKey(event)) return;
      event.stopPropagation();
      if (event.key !== 'Escape') return;
      setOpen(false);
      menu?.querySelector('button')?.focus();
    };
    document.addEventListener('pointerdown', away);
    menu?.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', away);
      menu?.removeEventListener('keydown', onKey);
    };
  }, [open]);
  return (
    <div class="menu" ref={place}>
      <button
        type="button"
        class="iconButton"
        title={title}
        aria-label={title}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} />
      </button>
      {open && <div class="menuBody">{children(() => setOpen(false))}</div>}
    </div>
  );
}

interface ChoiceProps {
  readonly title: string;
  readonly on: boolean;
  readonly act: (on: boolean) => void;
}

const Choice = ({ title, on, act }: ChoiceProps) => (
  <label class="item">
    <input type="checkbox" checked={on} onChange={(event) => act(event.currentTarget.checked)} /> {title}
  </label>
);

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

const Toggle = ({ icon, title, on, act }: ToggleProps) => (
  <button type="button" class="iconButton" title={title} aria-label={title} aria-pressed={on} onClick={() => act(!on)}>
    <Icon name={icon} />
  </button>
);
