/** Drawn on a grid of 16, filled with the colour of the text. */
const icons = {
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  resume: 'M4 2.5 13 8l-9 5.5z',
  step: 'M3 2.5 10 8l-7 5.5zM11 3h2v10h-2z',
  stop: 'M3.5 3.5h9v9h-9z',
  restart: 'M8 2.5a5.5 5.5 0 1 0 5.3 4h-1.6A4 4 0 1 1 8 4v2.2L11.6 3 8 0z',
  use: 'M6.2 12.6 2 8.4l1.1-1.1 3.1 3.1 6.7-6.7L14 4.8z',
  reset: 'M4.2 3.1 8 6.9l3.8-3.8 1.1 1.1L9.1 8l3.8 3.8-1.1 1.1L8 9.1l-3.8 3.8-1.1-1.1L6.9 8 3.1 4.2z',
  save: 'M7.2 1.5h1.6v6.2l2.3-2.3 1.1 1.1L8 10.7 3.8 6.5l1.1-1.1 2.3 2.3zM2.5 12h11v1.6h-11z',
  table: 'M1.5 2.5h13v11h-13zm1.4 3.6v2h4.4v-2zm5.8 0v2h4.4v-2zm-5.8 3.3v2.7h4.4V9.4zm5.8 0v2.7h4.4V9.4z',
  eye: 'M8 3C4.5 3 1.9 5.6 .8 8c1.1 2.4 3.7 5 7.2 5s6.1-2.6 7.2-5C14.1 5.6 11.5 3 8 3zm0 1.5A3.5 3.5 0 1 1 8 11.5 3.5 3.5 0 0 1 8 4.5zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  eyeClosed:
    'M1.9 6.2c1.3 1.7 3.4 3.1 6.1 3.1s4.8-1.4 6.1-3.1l1 .8a9 9 0 0 1-1.7 1.7l1.3 1.7-1.1.8-1.3-1.7a8 8 0 0 1-2.2.9l.3 2-1.3.2-.3-2H7.2l-.3 2-1.3-.2.3-2a8 8 0 0 1-2.2-.9L2.4 11.2l-1.1-.8 1.3-1.7A9 9 0 0 1 .9 7z',
  zoomIn: 'M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z',
  zoomOut: 'M3 7.2h10v1.6H3z',
  fit: 'M2 2h4.5v1.5h-3v3H2zm7.5 0H14v4.5h-1.5v-3h-3zM2 9.5h1.5v3h3V14H2zm10.5 0H14V14H9.5v-1.5h3z',
  warning: 'M8 1.5 15.5 14.5H.5zm-.8 5v3.6h1.6V6.5zm0 4.6v1.6h1.6v-1.6z',
  info: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-.8 3h1.6v1.7H7.2zm0 3h1.6v5H7.2z',
  done: 'M6.2 12.6 2 8.4l1.1-1.1 3.1 3.1 6.7-6.7L14 4.8z',
  branch:
    'M4 1.5a2 2 0 0 1 .8 3.8v2.2h3.9c1.3 0 2.2-.6 2.4-1.7a2 2 0 1 1 1.5.1C12.4 7.8 11 9 8.7 9H4.8v1.7a2 2 0 1 1-1.6 0V5.3A2 2 0 0 1 4 1.5z',
} as const;

export type IconName = keyof typeof icons;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d={icons[name]} fill="currentColor" fill-rule="evenodd" />
  </svg>
);
