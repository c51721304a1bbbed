/** The bound of a wait: far above what even a busy machine takes. */
export const waitMsMax = 180_000
