workspaces = {
  digital-lab = { slot = 0 }
  sparky-lab  = { slot = 6 }
}
