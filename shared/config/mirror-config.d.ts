/** The user's file of rules, which may be missing. It is parsed, whatever it exports. */
declare module '#mirror.config' {
  const config: unknown
  export default config
}
