class CreateOrders < ActiveRecord::Migration[7.1]
end
