from hypothesis import HealthCheck, settings

# Properties are judged by their results; how long one example takes depends on who else uses the machine.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")
