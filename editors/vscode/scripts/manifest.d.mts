export function manifest(root: string, text: string): any;
