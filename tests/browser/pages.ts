/** All pages of the console, as they are looked at at the end of the stories. */
export const PAGES: readonly { readonly name: string; readonly hash: string; readonly heading: string }[] = [
  { name: 'live', hash: '#/', heading: 'Live' },
  { name: 'files', hash: '#/files', heading: 'Files' },
  { name: 'file', hash: '#/file/try%2Fdropped.jpg', heading: 'try/dropped.jpg' },
  { name: 'letters-all', hash: '#/letters', heading: 'Dead letters' },
  { name: 'guard-all', hash: '#/guard', heading: 'Guard' },
  { name: 'sweep', hash: '#/sweep', heading: 'Sweep' },
  { name: 'rules', hash: '#/rules/try%2Fa.jpg', heading: 'Rules' },
  { name: 'try', hash: '#/try', heading: 'Try it' },
]
