/**
 * What the server's process gets beside its program, so that it stays small: what is read and answered at each key stroke is
 * garbage at once. A nursery of 8 MB instead of 32; and on Linux freed arrays go back to the system (glibc's malloc).
 */
export const serverProcess = {
  execArgv: ['--max-semi-space-size=8'],
  env: { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '262144' },
};
