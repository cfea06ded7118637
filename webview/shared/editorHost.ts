import { languageFrom, speak } from '../../src/core/base/words.ts';

/** A panel's only way out: messages to the extension, and a small state that the editor keeps for it. */
export interface EditorHost<Out> {
  send(message: Out): void;
  load(): unknown;
  save(state: unknown): void;
}

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** Milliseconds for which the editor waits for the second key of a chord. */
const CHORD = 5000;

/** The key after Ctrl+K, or ⌘K, is the editor's: it is neither typed into a field nor used by the panel. */
function leaveChordsToEditor(): void {
  let began = Number.NEGATIVE_INFINITY;
  const listen = (event: KeyboardEvent): void => {
    if (['Control', 'Meta', 'Shift', 'Alt'].includes(event.key)) return;
    const isSecond = event.timeStamp - began < CHORD;
    const isFirst = !isSecond && event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    began = isFirst ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (isFirst || isSecond) event.preventDefault();
  };
  // Before the panel's own keys; and the event goes on to the editor's listener, which is the last.
  window.addEventListener('keydown', listen, { capture: true });
  window.addEventListener('blur', () => {
    began = Number.NEGATIVE_INFINITY;
  });
}

/** Whether a key is a command of the editor, or of the browser, or was used already. */
export const isCommandKey = (event: KeyboardEvent): boolean =>
  event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;

/**
 * Called once, before anything is shown: the page says which language it is in. In a plain browser page, without an editor around
 * it, messages go nowhere and nothing is kept.
 */
export function connectEditor<Out>(): EditorHost<Out> {
  const { acquireVsCodeApi } = globalThis as { readonly acquireVsCodeApi?: () => EditorApi };
  const api = acquireVsCodeApi?.();
  speak(languageFrom(JSON.parse(document.getElementById('root')?.dataset.language ?? 'null')));
  if (api !== undefined) leaveChordsToEditor();
  return {
    send: (message) => api?.postMessage(message),
    load: () => api?.getState(),
    save: (state) => api?.setState(state),
  };
}
