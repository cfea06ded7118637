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

/** In a plain browser page, without an editor around it, messages go nowhere and nothing is kept. */
export function connectEditor<Out>(): EditorHost<Out> {
  const { acquireVsCodeApi } = globalThis as { readonly acquireVsCodeApi?: () => EditorApi };
  const api = acquireVsCodeApi?.();
  return {
    send: (message) => api?.postMessage(message),
    load: () => api?.getState(),
    save: (state) => api?.setState(state),
  };
}
