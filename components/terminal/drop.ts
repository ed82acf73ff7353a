/** What was dropped: files, and names of folders, which are none. */
export interface Dropped {
  readonly files: readonly File[]
  readonly folders: readonly string[]
}

/** Lets files be dropped anywhere on the page. `over` hears when some are above it, and when no longer. */
export function takeDrops(over: (above: boolean) => void, dropped: (what: Dropped) => void): void {
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    over(true)
  })
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) over(false)
  })
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    over(false)
    const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
    const folders = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry?.isDirectory)
    const names = new Set(folders.map((entry) => entry?.name ?? ''))
    const files = [...(event.dataTransfer?.files ?? [])].filter(({ name }) => !names.has(name))
    dropped({ files, folders: [...names] })
  })
}
