/** The settings that answers depend on, read with care: a value of the wrong type is the default and is named once. */
import { DATA_FILE_BYTES } from '../../protocol/language.ts';

type AnnotationPlace = 'codeLens' | 'lineEnd' | 'both' | 'off';

export interface Settings {
  readonly annotations: AnnotationPlace;
  /** Significant digits in lenses, hovers and pictures. */
  readonly digits: number;
  readonly maxElements: number;
  readonly inlayShapes: boolean;
  /** Whether an answer waits for the learner to say how sure they are before it is marked. */
  readonly asksHowSure: boolean;
  /** Bytes of a data file that are read at most. */
  readonly maxFileBytes: number;
}

export const defaultSettings: Settings = {
  annotations: 'codeLens',
  digits: 4,
  maxElements: 10_000_000,
  inlayShapes: false,
  asksHowSure: false,
  maxFileBytes: DATA_FILE_BYTES.shown,
};

/** As the manifest has it. */
const MOST_THREADS = 8;

interface ReadSettings {
  readonly settings: Settings;
  /** One sentence for each setting that was not understood. */
  readonly complaints: readonly string[];
}

/** Reads what a client sends of `backprop.*`; never throws. */
export function readSettings(given: unknown): ReadSettings {
  const complaints: string[] = [];
  const source = isRecord(given) ? given : {};
  const inlayHints = isRecord(source.inlayHints) ? source.inlayHints : {};
  const whole = (name: string, from: number, to: number, initial: number, value = source[name]): number => {
    if (value === undefined || value === null) return initial;
    if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
    complaints.push(`backprop.${name} takes a whole number from ${from} to ${to}; ${initial} is used`);
    return initial;
  };
  const place = source.annotations;
  let annotations = defaultSettings.annotations;
  if (place === 'codeLens' || place === 'lineEnd' || place === 'both' || place === 'off') annotations = place;
  else if (place !== undefined && place !== null)
    complaints.push('backprop.annotations takes codeLens, lineEnd, both or off; codeLens is used');
  const isOn = (name: string, value: unknown): boolean => {
    if (value !== undefined && value !== null && typeof value !== 'boolean')
      complaints.push(`backprop.${name} takes true or false; false is used`);
    return value === true;
  };
  // The editor's side reads these where a run starts; they are complained of here, with the others.
  if (isRecord(source.training)) {
    whole('training.threads', 0, MOST_THREADS, 0, source.training.threads);
    isOn('training.wideSimd', source.training.wideSimd);
  }
  return {
    settings: {
      annotations,
      digits: whole('digits', 1, 17, defaultSettings.digits),
      maxElements: whole('maxElements', 1, 1_000_000_000, defaultSettings.maxElements),
      inlayShapes: isOn('inlayHints.shapes', inlayHints.shapes),
      asksHowSure: isOn('askHowSure', source.askHowSure),
      maxFileBytes: defaultSettings.maxFileBytes,
    },
    complaints,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
