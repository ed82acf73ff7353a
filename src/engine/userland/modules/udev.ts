/** Where udevd is asked: a name that is in no file system. */
export const UDEV_CONTROL = '\0/org/kernel/udev/udevd'
