/** What an editor gives a panel, given by the page around the frame. */
const kept = { state: undefined as unknown };
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    // The page of a file has no origin that could be named.
    postMessage: (message: unknown) => window.parent.postMessage(message, '*'),
    getState: () => kept.state,
    setState(state: unknown) {
      kept.state = state;
    },
  }),
});
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = (): void => {
  document.body.classList.toggle('vscode-dark', dark.matches);
  document.body.classList.toggle('vscode-light', !dark.matches);
};
dark.addEventListener('change', follow);
follow();
