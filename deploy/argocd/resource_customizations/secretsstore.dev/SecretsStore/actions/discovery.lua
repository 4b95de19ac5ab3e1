local isSuspended = obj.spec ~= nil and obj.spec.suspend == true
local actions = {}
actions["suspend"] = { disabled = isSuspended, displayName = "Suspend" }
actions["resume"] = { disabled = not isSuspended, displayName = "Resume" }
return actions
