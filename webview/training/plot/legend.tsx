import { Icon } from '../../shared/icon.tsx';
import { rankAt, rankingName } from '../model/curveQuantities.ts';
import { usePanel } from '../model/panelContext.ts';
import { showMaybe } from '../model/runWords.ts';
import { LineSample } from './lineSample.tsx';

/** The variants that run side by side: which one the detailed views show, and which curves are drawn. */
export function Legend() {
  const { model, choices } = usePanel();
  model.revision.value;
  const variants = model.variants.value;
  if (variants.length < 2) return null;
  return (
    <fieldset class="legend">
      <legend class="hidden-text">Variant shown in the detailed views</legend>
      {variants.map((run) => {
        const { index, variant } = run;
        const hidden = choices.hiddenVariants.value.includes(variant.label);
        return (
          <span class={choices.variant.value === index ? 'chip chosen' : 'chip'} key={index}>
            <label>
              <input
                type="radio"
                name="variant"
                checked={choices.variant.value === index}
                onChange={() => choices.choose(index)}
              />
              <LineSample variant={index} />
              <span class="chip-label">{variant.label}</span>
              <span class="chip-value" title={rankingName(run)}>
                {showMaybe(rankAt(run, choices.travel.value)?.value)}
              </span>
            </label>
            <button
              type="button"
              class="tool"
              aria-pressed={!hidden}
              aria-label={`Draw the curves of ${variant.label}`}
              title={hidden ? 'Show its curves' : 'Hide its curves'}
              onClick={() => choices.toggleVariant(variant.label)}
            >
              <Icon name={hidden ? 'eyeClosed' : 'everything'} />
            </button>
          </span>
        );
      })}
    </fieldset>
  );
}
