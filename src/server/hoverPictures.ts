import type { hoverPictures as typesetting } from '../language/formula/hoverPictures.ts';
import type { Log } from './guarded.ts';

type HoverPictures = typeof typesetting;

let loading: Promise<HoverPictures> | undefined;

/**
 * What typesets formulas is a third of the server and nothing needs it before the first hover: it is a file of its own. A hover
 * has its text alone where it cannot be loaded.
 */
export function loadHoverPictures(log: Log): Promise<HoverPictures> {
  loading ??= import('../language/formula/hoverPictures.ts').then(
    (module) => module.hoverPictures,
    (problem: unknown) => {
      log(`hover pictures: ${String(problem)}`);
      return () => ({});
    },
  );
  return loading;
}
