/** An error of GRUB: shown as `error: TEXT.` */
export class GrubError extends Error {
  override readonly name = 'GrubError'
}

export const fileNotFound = (path: string): GrubError => new GrubError(`file \`${path}' not found`)
export const noKernel = (): GrubError => new GrubError('you need to load the kernel first')
