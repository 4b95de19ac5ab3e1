-- Any new value of the annotation has everything read and compared again.
local os = require("os")
if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["secretsstore.dev/sync-now"] = tostring(os.time())
return obj
