/** Colours of the pictures in hovers, which stand on the editor's own background and cannot see its theme. */
export type HoverTheme = 'light' | 'dark' | 'highContrastLight' | 'highContrastDark';

export interface HoverColours {
  readonly ink: string;
  readonly soft: string;
  /** Forward values. */
  readonly value: string;
  /** Gradients. */
  readonly gradient: string;
}

export const hoverColours: Readonly<Record<HoverTheme, HoverColours>> = {
  light: { ink: '#1f2328', soft: '#59636e', value: '#1a6b2f', gradient: '#b3261e' },
  dark: { ink: '#e6e6e6', soft: '#a5acb3', value: '#8fd694', gradient: '#ff8e86' },
  highContrastLight: { ink: '#000000', soft: '#000000', value: '#0a4a1c', gradient: '#8a0f0a' },
  highContrastDark: { ink: '#ffffff', soft: '#ffffff', value: '#9df5a6', gradient: '#ffb3ac' },
};
