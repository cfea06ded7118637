/** KaTeX's faces that no formula of this product is set in: they would be a tenth of the package. */
export const unusedFaces = /KaTeX_(Caligraphic|Fraktur|SansSerif|Script|Typewriter)-|KaTeX_(Main|Math)-Bold/;

/** The classes by which KaTeX asks for one of them. */
export const unusedFaceClass =
  /class="[^"]*\b(mathbf|mathbfit|boldsymbol|textbf|mathcal|mathfrak|textfrak|mathboldfrak|mathscr|textscr|mathsf|textsf|mathboldsf|textboldsf|mathsfit|mathitsf|textitsf|mathtt|texttt)\b/;
