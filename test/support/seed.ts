import fc from 'fast-check';

/**
 * The inputs that fast-check draws are the same in every run, so that a test fails for what was changed and not by chance.
 * `BACKPROP_SEED=7 npm run test:unit` draws others.
 */
fc.configureGlobal({ seed: Number(process.env.BACKPROP_SEED ?? 20_260) });
