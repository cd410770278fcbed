/** Whether an API group is not of Kubernetes itself: those have no dot, or end like this. */
export const isCustomGroup = (group: string): boolean => group.includes(".") && !group.endsWith(".k8s.io");
