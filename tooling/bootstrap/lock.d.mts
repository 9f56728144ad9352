export function takeLock(file: string, onWait: (file: string) => void): Promise<() => void>
