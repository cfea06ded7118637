import type { FromTrainingPanel } from '../../src/protocol/training.ts';

/** The panel's only way out: messages to its host, and a small state that the editor keeps for it. */
export interface PanelHost {
  post(message: FromTrainingPanel): void;
  load(): unknown;
  save(state: unknown): void;
}

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  var acquireVsCodeApi: (() => EditorApi) | undefined;
}

/** In a plain browser page, without an editor around it, messages go nowhere and nothing is kept. */
export function connectHost(): PanelHost {
  const api = globalThis.acquireVsCodeApi?.();
  return {
    post: (message) => api?.postMessage(message),
    load: () => api?.getState(),
    save: (state) => api?.setState(state),
  };
}
