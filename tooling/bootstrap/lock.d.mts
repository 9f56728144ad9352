export function takeLock(file: string, onWait: () => void): Promise<() => void>
