import { HeaderButton } from '../header.tsx';
import { usePanel } from '../model/panelContext.ts';
import { showSteps } from '../model/runWords.ts';

/** The recorded steps: every view goes back to the one chosen, and a run can branch off there with another β. */
export function TimeTravel() {
  const { model, choices, post } = usePanel();
  model.revision.value;
  const variant = model.variants.value[choices.variant.value];
  if (!variant || model.description.value?.history === false || variant.step <= (model.description.value?.from ?? 0))
    return null;
  const from = model.description.value?.from ?? 0;
  // Only where some run has a velocity: plain gradient descent has no β to change.
  const hasBeta = model.variants.value.some(({ variant: { options } }) => Number(options.momentum ?? 0) > 0);
  const step = choices.travel.value;
  const shown = Math.min(step ?? variant.step, variant.step);
  const momentum = Number(choices.branchMomentum.value);
  const valid = !hasBeta || (choices.branchMomentum.value.trim() !== '' && momentum >= 0 && momentum < 1);
  const go = (to: number) => {
    choices.travel.value = to >= variant.step ? undefined : Math.max(from, to);
  };
  return (
    <section class="travel" aria-label="Time travel">
      <label class="travel-slider">
        <span class="field-name">Step</span>
        <input
          type="range"
          min={from}
          max={variant.step}
          value={shown}
          aria-valuetext={step === undefined ? `${shown}, the present` : `${shown} of ${variant.step}`}
          onInput={(event) => go(event.currentTarget.valueAsNumber)}
        />
        <output class="travel-step">{showSteps(shown)}</output>
      </label>
      <HeaderButton
        icon="last"
        text={model.status.value === 'running' ? 'Back to live' : 'Back to the end'}
        brief
        disabled={step === undefined}
        onClick={() => go(variant.step)}
      />
      <span class="branch">
        {hasBeta && (
          <label>
            <span class="field-name">Branch here with β</span>
            <input
              class="number"
              inputMode="decimal"
              value={choices.branchMomentum.value}
              aria-invalid={!valid}
              onInput={(event) => {
                choices.branchMomentum.value = event.currentTarget.value;
              }}
            />
          </label>
        )}
        <HeaderButton
          icon="branch"
          text="Branch"
          title={
            hasBeta
              ? 'Go on from this step as before, and beside it with this momentum'
              : 'Go on from this step in a new run'
          }
          disabled={!valid}
          onClick={() =>
            post({ type: 'branch', variant: variant.index, step: shown, ...(hasBeta ? { momentum } : {}) })
          }
        />
      </span>
    </section>
  );
}
