import { usePanel } from '../model/panelContext.ts';
import { showSteps } from '../model/runWords.ts';
import type { SeenView } from '../model/trainingModel.ts';

/** `β = 0.99, step 400`: what a detailed picture is of. */
export function useViewLabel(seen: SeenView | undefined): string | undefined {
  const { model } = usePanel();
  if (!seen) return undefined;
  const step = `step ${showSteps(seen.step)}`;
  const variants = model.variants.value;
  const label = variants[seen.variant]?.variant.label;
  return variants.length > 1 && label ? `${label}, ${step}` : step;
}
